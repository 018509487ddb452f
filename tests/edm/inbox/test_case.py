"""The case: who opens it and its files, what may be done and how often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from edm.delivery.models import OutgoingMail
from edm.files.api import document_create, document_read
from edm.files.models import Document
from edm.inbox.legal_clock import legal_clock
from edm.register.models import Case, CaseEvent, CaseKind
from edm.register.registration import Sender
from edm.register.services import case_close, case_inform, case_take
from tests.factories import TownHall, case_make

SignIn = Callable[[TownHall, str], Client]


def _url(case: Case, end: str = "") -> str:
    return f"/gestion/courriers/{case.pk}/{end}"


@pytest.fixture
def letter(a: TownHall, picture: bytes) -> Document:
    document = document_create(town=a.town, name="lettre.png", data=picture)
    document_read(document.pk)
    return document


def _seen(case: Case) -> int:
    return int(case.events.latest("pk").pk)


@pytest.mark.parametrize("tab", ["faits", "echanges", "texte", "historique", "autre"])
def test_every_tab_is_served_without_script(a: TownHall, sign_in: SignIn, letter: Document, tab: str) -> None:
    case = case_make(a, a.pothole, document_ids=[letter.pk])
    page = sign_in(a, "clerk").get(_url(case), {"tab": tab, "doc": letter.pk, "page": 1})
    assert page.status_code == 200
    assert f"documents/{letter.pk}/page/1.jpg" in page.content.decode()


def test_a_case_without_documents_shows_what_was_filed(a: TownHall, sign_in: SignIn) -> None:
    page = sign_in(a, "clerk").get(_url(case_make(a, a.pothole))).content.decode()
    assert "pv-feuille" in page
    assert "12 rue du Pont" in page


def test_an_unreadable_document_is_said_and_can_be_downloaded(a: TownHall, sign_in: SignIn) -> None:
    document = document_create(town=a.town, name="abime.pdf", data=b"%PDF-1.4 rien")
    document_read(document.pk)
    case = case_make(a, a.pothole, document_ids=[document.pk])
    client = sign_in(a, "clerk")
    page = client.get(_url(case))
    assert page.context["is_unreadable"]
    download = client.get(_url(case, f"documents/{document.pk}/"))
    assert b"".join(download.streaming_content) == b"%PDF-1.4 rien"
    assert download["Content-Disposition"].startswith("attachment")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in download["Content-Security-Policy"]
    assert "private" in download["Cache-Control"]


@pytest.mark.parametrize("person", ["civil_clerk", "administrator", "webmaster", "elected"])
@pytest.mark.parametrize("end", ["", "documents/{doc}/", "documents/{doc}/page/1.jpg", "repondre/"])
def test_a_stranger_finds_nothing(a: TownHall, sign_in: SignIn, letter: Document, person: str, end: str) -> None:
    case = case_make(a, a.pothole, document_ids=[letter.pk])
    # 403: who reads no mail at all is turned away before the case is looked for
    expected = (403, 404) if person in ("administrator", "webmaster") else (404,)
    assert sign_in(a, person).get(_url(case, end.format(doc=letter.pk))).status_code in expected


def test_another_town_finds_nothing(a: TownHall, b: TownHall, sign_in: SignIn, letter: Document) -> None:
    case = case_make(a, a.pothole, document_ids=[letter.pk])
    client = sign_in(b, "registrar")
    for end in ("", f"documents/{letter.pk}/", f"documents/{letter.pk}/page/1.jpg", "repondre/"):
        assert client.get(_url(case, end)).status_code == 404
    assert client.post(_url(case, "faire/take/")).status_code == 404


def test_a_document_opens_only_through_its_own_case(a: TownHall, sign_in: SignIn, letter: Document) -> None:
    case_make(a, a.pothole, document_ids=[letter.pk])
    other = case_make(a, a.pothole)
    client = sign_in(a, "clerk")
    assert client.get(_url(other, f"documents/{letter.pk}/")).status_code == 404
    assert client.get(_url(other, f"documents/{letter.pk}/page/1.jpg")).status_code == 404


def test_who_is_informed_reads_and_does_nothing(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    case_inform(case=case, actor=a.clerk, user=a.elected)
    client = sign_in(a, "elected")
    page = client.get(_url(case))
    assert page.status_code == 200
    assert "faire/" not in page.content.decode()
    assert client.post(_url(case, "faire/take/")).status_code == 404


def test_take_twice_takes_once(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    client, seen = sign_in(a, "clerk"), _seen(case)
    for _ in range(2):
        assert client.post(_url(case, "faire/take/"), {"seen": seen}).status_code == 302
    case.refresh_from_db()
    assert (case.assignee, case.state) == (a.clerk, Case.State.TAKEN)
    assert case.events.filter(verb=CaseEvent.Verb.TAKEN).count() == 1


def test_a_note_sent_twice_is_written_once_and_two_notes_twice(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    client, seen = sign_in(a, "clerk"), _seen(case)
    for text in ("Appelé ce matin", "Appelé ce matin", "Rappelé ce soir"):
        client.post(_url(case, "faire/note/"), {"seen": seen, "text": text})
    assert case.events.filter(verb=CaseEvent.Verb.NOTED).count() == 2


def test_inform_twice_writes_one_line(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    client, seen = sign_in(a, "clerk"), _seen(case)
    for _ in range(2):
        client.post(_url(case, "faire/inform/"), {"seen": seen, "user": a.elected.pk})
    assert case.events.filter(verb=CaseEvent.Verb.INFORMED).count() == 1


def test_the_whole_work_on_a_case(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    client = sign_in(a, "head")

    def do(code: str, **told: object) -> Case:
        response = client.post(_url(case, f"faire/{code}/"), {"seen": _seen(case)} | told)
        assert response.status_code == 302, response.context["form"].errors
        return Case.objects.get(pk=case.pk)

    assert do("assign", assignee=a.clerk.pk).assignee == a.clerk
    assert do("release").assignee is None
    assert do("hold", state="waiting_opinion").state == "waiting_opinion"
    assert (
        do("facts", subject="Trou rue Haute", name="M. Cadoret", email="", phone="", address="3 rue Basse").subject
        == "Trou rue Haute"
    )
    assert Case.objects.get(pk=case.pk).correspondent.address == "3 rue Basse"
    assert do("close", reason="Réparé").state == "closed"
    assert do("reopen", reason="").state == "reopened"
    assert do("route", unit=a.civil.pk).unit == a.civil


def test_a_case_routed_away_leads_back_to_the_list(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    response = sign_in(a, "clerk").post(_url(case, "faire/route/"), {"unit": a.civil.pk})
    assert response["Location"] == "/gestion/courriers/"


def test_the_registrar_qualifies(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, None, channel="scan")
    client = sign_in(a, "registrar")
    assert client.post(_url(case, "faire/qualify/"), {"kind": a.birth.pk}).status_code == 302
    case.refresh_from_db()
    assert (case.kind, case.unit, case.confidential) == (a.birth, a.civil, True)


def test_a_clerk_does_not_choose_the_kind(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    sign_in(a, "clerk").post(_url(case, "faire/qualify/"), {"kind": a.birth.pk})
    case.refresh_from_db()
    assert case.kind == a.pothole


def test_closing_without_a_reason_is_refused_and_nothing_is_lost(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    client = sign_in(a, "clerk")
    page = client.post(_url(case, "faire/close/"), {"reason": " "})
    assert page.status_code == 422
    assert page.context["form"].errors["reason"]
    case.refresh_from_db()
    assert case.state == Case.State.NEW


def test_a_refused_move_says_why_and_keeps_the_text(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    case_close(case=case, actor=a.clerk, reason="Réglé")
    page = sign_in(a, "clerk").post(_url(case, "faire/close/"), {"reason": "Encore réglé"})
    assert page.status_code == 422
    assert "Encore réglé" in page.content.decode()


@pytest.mark.parametrize("code", ["assign", "route", "qualify", "inform"])
def test_choices_of_another_town_are_refused(a: TownHall, b: TownHall, sign_in: SignIn, code: str) -> None:
    case = case_make(a, a.pothole)
    foreign = {"assignee": b.clerk.pk, "unit": b.roads.pk, "kind": b.pothole.pk, "user": b.elected.pk}
    assert sign_in(a, "registrar").post(_url(case, f"faire/{code}/"), foreign).status_code == 422


def test_the_answer_by_post_only_is_said(a: TownHall, sign_in: SignIn) -> None:
    page = sign_in(a, "civil_head").get(_url(case_make(a, a.birth))).content.decode()
    assert "La réponse part par courrier ou au guichet seulement." in page


def test_the_queries_of_a_case_do_not_grow_with_its_neighbours(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    client = sign_in(a, "clerk")
    client.get(_url(case))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(_url(case))
        counts.append(len(queries))
        for _ in range(10):
            case_make(a, a.pothole)
    assert counts[0] == counts[1]
    assert counts[0] <= 30


def test_next_and_previous_follow_the_list(a: TownHall, sign_in: SignIn) -> None:
    cases = [case_make(a, a.pothole) for _ in range(3)]
    page = sign_in(a, "clerk").get(_url(cases[1]) + "?vue=all")
    assert (page.context["before"], page.context["after"]) == (cases[2], cases[0])


def test_get_of_an_action_offers_its_form_again(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    case_take(case=case, actor=a.clerk)
    response = sign_in(a, "clerk").get(_url(case, "faire/note/"))
    assert response["Location"] == _url(case) + "?do=note"


def test_of_two_colleagues_the_second_is_told_and_may_still_take_over(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    seen = _seen(case)  # both have the case's screen open
    sign_in(a, "clerk").post(_url(case, "faire/take/"), {"seen": seen})
    head = sign_in(a, "head")
    page = head.post(_url(case, "faire/take/"), {"seen": seen}, follow=True)
    assert "Clerk Alpha vient de prendre ce dossier en charge" in page.content.decode()
    case.refresh_from_db()
    assert case.assignee == a.clerk
    head.post(_url(case, "faire/take/"), {"seen": page.context["seen"]})
    case.refresh_from_db()
    assert case.assignee == a.head


def test_the_registrar_qualifies_an_unknown_letter_at_first_sight(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, None, channel="scan", sender=Sender())
    page = sign_in(a, "registrar").get(_url(case), {"vue": "qualify"}).content.decode()
    assert 'class="button button-secondary" href="?vue=qualify&amp;do=qualify"' in page
    assert "Indiquer qui écrit" in page


def test_pages_are_turned_beside_the_page(a: TownHall, sign_in: SignIn, letter: Document) -> None:
    Document.objects.filter(pk=letter.pk).update(page_count=3)
    case = case_make(a, a.pothole, document_ids=[letter.pk])
    client = sign_in(a, "clerk")
    steps = [(page.context["page_before"], page.context["page_after"]) for page in _pages(client, case, letter)]
    assert steps == [(0, 2), (1, 3), (2, 0)]


def _pages(client: Client, case: Case, letter: Document) -> list:
    return [client.get(_url(case), {"doc": letter.pk, "page": number}) for number in (1, 2, 3)]


def test_the_clock_says_when_to_notify_and_when_the_receipt_left(a: TownHall) -> None:
    case = case_make(a, a.pothole)
    case.kind.silence_rule = CaseKind.SilenceRule.REJECTION
    case.received_at = datetime(2026, 11, 10, 9, tzinfo=UTC)
    case.acknowledgement_due, case.decision_due = date(2026, 11, 24), date(2027, 1, 10)
    case.acknowledged_at = datetime(2026, 11, 12, 9, tzinfo=UTC)
    with override("fr"):
        running = legal_clock(case, date(2026, 11, 20))
        case.clock_stopped_at = datetime(2026, 11, 18, 9, tzinfo=UTC)
        stopped = legal_clock(case, date(2026, 11, 20))
    assert "8 janvier 2027" in running.lead  # the tenth is a Sunday
    assert [(one.day.isoformat(), one.label) for one in running.milestones] == [
        ("2026-11-10", "reçu"),
        ("2026-11-12", "accusé envoyé"),
        ("2026-11-20", "aujourd’hui"),
        ("2027-01-10", "décision"),
    ]
    assert "2027" not in repr(stopped)  # the date moves until the answer comes


def test_an_e_mail_shows_its_text_its_signs_and_its_original(a: TownHall, sign_in: SignIn) -> None:
    eml = document_create(town=a.town, name="Plainte.eml", data=b"Subject: Plainte\r\n\r\nBonjour")
    scan = document_create(town=a.town, name="photo.txt", data=b"x")
    case = case_make(a, a.pothole, channel="email", text="<b>Le</b> bruit", facts=(), document_ids=[eml.pk, scan.pk])
    item = case.items.get()
    item.receptions.update(document=eml)
    case.items.update(handling="institutional")
    CaseEvent.objects.create(case=case, verb="noted", item=item, text="Une pièce est abîmée.")
    client = sign_in(a, "clerk")
    for tab in ("faits", "echanges"):
        page = client.get(_url(case), {"tab": tab}).content.decode()
        assert "&lt;b&gt;Le&lt;/b&gt; bruit" in page
        assert "Institution ou fournisseur" in page
        assert "Une pièce est abîmée." in page
        assert f"doc={eml.pk}#document" in page
        assert "message d’origine" in page
    original = client.get(_url(case, f"documents/{eml.pk}/"))
    assert original["Content-Disposition"].startswith("attachment")
    assert b"".join(original.streaming_content) == b"Subject: Plainte\r\n\r\nBonjour"
    for close in original._resource_closers:
        close()
    shown = client.get(_url(case), {"doc": eml.pk}).content.decode()
    assert f'href="{_url(case, f"documents/{eml.pk}/")}"' in shown


def test_each_sending_is_seen(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole)
    mails = OutgoingMail.objects.filter(case=case)
    client = sign_in(a, "clerk")

    def page() -> str:
        return str(client.get(_url(case), {"tab": "echanges"}).content.decode())

    assert "E-mail à maryse.cadoret@courriel.example : en attente d’envoi" in page()
    mails.update(error="Le serveur ne répond pas")
    assert "Dernier essai : Le serveur ne répond pas" in page()
    mails.update(state="failed", pending=[], error="550 <x> boîte inconnue")
    assert "refusé définitivement. Réponse du serveur : 550 &lt;x&gt; boîte inconnue" in page()
    mails.update(state="sent", sent_at=datetime(2026, 11, 25, 9, 0, tzinfo=UTC), error="")
    assert "envoyé le 25/11/2026 10:00" in page()
