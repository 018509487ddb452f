"""The webmaster's and the registrar's screens of the acts, each in their town."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cms.council import panel
from cms.council.models import Act, Assembly, Grant, Meeting, Minutes, Posting
from cms.council.services.publication import version_publish
from tests.cms.council.conftest import AUTHOR, PDF, Council, deliberation_make, order_make, put_online
from tests.factories import TownHall

ACTS = "/gestion/conseil/actes/"


def client(hall: TownHall, person: str = "webmaster") -> Client:
    browser = Client(HTTP_HOST=hall.host)
    browser.force_login(getattr(hall, person), backend="portal.accounts.backends.LoginBackend")
    return browser


def rich(words: str) -> str:
    """What Wagtail's editor posts."""
    from json import dumps

    block = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return dumps({"blocks": [block], "entityMap": {}})


def deliberation(meeting: Meeting, **more: Any) -> dict[str, Any]:
    return {
        "meeting": meeting.pk, "position": 1, "title": "Cimetière", "result": "adopted", "author": AUTHOR,
        "text": rich("Le conseil décide."), "public_text": "null", "publicity": "public", "matter_code": "7.5",
        **more,
    }  # fmt: skip


def order(hall: TownHall, **more: Any) -> dict[str, Any]:
    return {
        "body": hall.body.pk, "date": "2026-11-02", "title": "Stationnement", "author": AUTHOR, "publicity": "public",
        "text": rich("Le maire arrête."), "public_text": "null", **more,
    }  # fmt: skip


@pytest.mark.parametrize("person", ["webmaster", "registrar"])
def test_a_deliberation_goes_from_the_form_to_the_site(a: TownHall, person: str) -> None:
    browser = client(a, person)
    day = {"body": a.body.pk, "date": "2026-11-12", "time": "20:00", "place": "Salle du conseil", "published": "on"}
    assert browser.post("/gestion/conseil/seances/new/", day).status_code == 302
    meeting = Meeting.objects.get()
    sent = browser.post(f"{ACTS}new/?nature=deliberation", deliberation(meeting))
    assert sent.status_code == 302, sent.context["form"].errors
    act = Act.objects.get()
    assert sent["Location"] == f"{ACTS}edit/{act.pk}/"
    assert (act.town, act.body, act.date, act.text) == (a.town, a.body, meeting.date, "<p>Le conseil décide.</p>")
    assert browser.post(f"{ACTS}adopter/{act.pk}/").status_code == 302
    paper = SimpleUploadedFile("signe.pdf", PDF)
    assert browser.post(f"{ACTS}signer/{act.pk}/", {"signed_on": "2026-11-13", "upload": paper}).status_code == 302
    for path in (f"edit/{act.pk}/", f"publier/{act.pk}/", f"apercu/{act.pk}/", f"apercu/{act.pk}/acte.pdf"):
        assert browser.get(ACTS + path).status_code == 200, path
    preview = browser.get(f"{ACTS}apercu/{act.pk}/acte.pdf").content
    assert browser.post(f"{ACTS}publier/{act.pk}/").status_code == 302
    act.refresh_from_db()
    assert (act.state, act.number) == ("published", "2026-001")
    assert act.current.document.blob.path.read_bytes() == preview
    assert browser.post(f"{ACTS}publier/{act.pk}/").status_code == 302  # a second click
    assert act.versions.count() == 1
    for path in (
        f"attestation/{act.pk}/attestation.pdf",
        f"signe/{act.pk}/acte.pdf",
        "donnees-ouvertes/",
        "",
        "?q=cim",
    ):
        opened = browser.get(ACTS + path)
        assert opened.status_code == 200, path
        assert opened.streaming is False or list(opened)  # which closes the file
    assert browser.get(f"/conseil/deliberations/{act.pk}/").status_code == 200


def test_a_signed_act_keeps_its_words(a: TownHall) -> None:
    browser = client(a)
    act = put_online(a, order_make(a))
    browser.post(f"{ACTS}edit/{act.pk}/", order(a, title="Autre", matter_code="6.1"))
    act.refresh_from_db()
    assert (act.title, act.matter_code) == ("Stationnement", "6.1")
    assert browser.post(f"{ACTS}delete/{act.pk}/").status_code == 302
    assert Act.objects.filter(pk=act.pk).exists()


def test_an_order_says_where_and_until_when(a: TownHall) -> None:
    browser = client(a)
    sent = browser.post(f"{ACTS}new/?nature=order", order(a, temporary="on", starts_on="2026-11-03"))
    assert "ends_on" in sent.context["form"].errors
    dates = {"temporary": "on", "starts_on": "2026-11-03", "ends_on": "2026-11-01"}
    assert "ends_on" in browser.post(f"{ACTS}new/?nature=order", order(a, **dates)).context["form"].errors
    dates["ends_on"] = "2026-11-10"
    assert browser.post(f"{ACTS}new/?nature=order", order(a, **dates, streets="Rue haute")).status_code == 302
    act = Act.objects.get()
    assert (act.nature, act.streets) == ("order", "Rue haute")
    assert browser.post(f"{ACTS}signer/{act.pk}/", {"signed_on": "2026-11-02"}).status_code == 302
    assert browser.post(f"{ACTS}transmettre/{act.pk}/", {"sent_on": "2026-11-01"}).status_code == 422
    assert browser.post(f"{ACTS}delete/{act.pk}/").status_code == 302
    assert Act.objects.get().number == "A2026-001"
    draft = order_make(a)
    browser.post(f"{ACTS}delete/{draft.pk}/")
    assert not Act.objects.filter(pk=draft.pk).exists()


def test_individual_acts_have_no_way_to_the_site(a: TownHall) -> None:
    browser = client(a)
    for publicity in ("individual", "aid"):
        act = order_make(a, publicity=publicity, number=f"A-{publicity}")
        browser.post(f"{ACTS}signer/{act.pk}/", {"signed_on": "2026-11-02"})
        assert browser.post(f"{ACTS}publier/{act.pk}/").status_code == 422
        act.refresh_from_db()
        assert (act.state, act.published_at) == ("signed", None)
        assert browser.post("/gestion/conseil/affichage/new/", {"act": act.pk, "place": "x", "posted_on": "2026-11-03"})
        assert not Posting.objects.exists()


def test_it_is_replaced_and_withdrawn_with_a_reason(a: TownHall) -> None:
    browser = client(a)
    act = put_online(a, order_make(a))
    assert browser.post(f"{ACTS}remplacer/{act.pk}/", {"public_text": "null"}).status_code == 422
    other = {"reason": "Coquille", "upload": SimpleUploadedFile("v2.pdf", PDF + b"%"), "public_text": rich("Interdit.")}
    assert browser.post(f"{ACTS}remplacer/{act.pk}/", other).status_code == 302
    assert act.versions.count() == 2
    assert browser.post(f"{ACTS}retirer/{act.pk}/", {"reason": "Caduc"}).status_code == 422
    assert browser.post(f"{ACTS}retirer/{act.pk}/", {"reason": "Jugement", "legal_ground": "on"}).status_code == 302
    act.refresh_from_db()
    assert (act.state, act.withdrawn_reason) == ("withdrawn", "Jugement")
    assert browser.post(f"{ACTS}archiver/{act.pk}/").status_code == 302


def test_each_town_keeps_its_own(a: TownHall, b: TownHall, council: Council) -> None:
    browser = client(b)
    steps = (
        "edit",
        "delete",
        "adopter",
        "signer",
        "transmettre",
        "publier",
        "remplacer",
        "retirer",
        "archiver",
        "apercu",
    )
    for step in steps:
        assert browser.get(f"{ACTS}{step}/{council.online.pk}/").status_code == 404, step
        assert browser.post(f"{ACTS}{step}/{council.online.pk}/").status_code == 404, step
    assert "2026-068" not in browser.get(ACTS).content.decode()
    refused = browser.post(f"{ACTS}new/", deliberation(council.meeting))
    assert "meeting" in refused.context["form"].errors
    for person in ("clerk", "elected", "administrator"):
        assert client(a, person).get(ACTS).status_code == 403, person


def test_the_list_takes_as_many_queries_whatever_its_length(a: TownHall, django_assert_max_num_queries: Any) -> None:
    browser = client(a)
    for n in range(3):
        order_make(a, number=f"A{n}")
    browser.get(ACTS)
    with django_assert_max_num_queries(14):
        browser.get(ACTS)
    for n in range(25):
        order_make(a, number=f"B{n}")
    with django_assert_max_num_queries(14):
        browser.get(f"{ACTS}?nature=order&year=2026")


def test_the_first_screen_says_what_is_due(a: TownHall, b: TownHall) -> None:
    today = timezone.localdate()
    facts = {"town": a.town, "body": a.body, "state": "closed"}
    late = Meeting.objects.create(date=today - timedelta(days=10), **facts)
    recent = Meeting.objects.create(date=today - timedelta(days=5), **facts)
    Minutes.objects.create(meeting=late, text="…", generated_at=timezone.now(), approved_on=recent.date)
    put_online(a, order_make(a))
    waiting = order_make(a, date=today)
    client(a).post(f"{ACTS}signer/{waiting.pk}/", {"signed_on": today.isoformat()})
    found = panel.duties(a.town)
    assert [(duty.term.days, duty.term.tone) for duty in found] == [(-3, "late"), (2, "soon"), (2, "soon"), (7, "calm")]
    assert panel.duties(b.town) == []
    version_publish(kind="list", meeting=late, pdf=PDF, user=None)
    assert len(panel.duties(a.town)) == 3
    assert "Conseil : à mettre en ligne" in client(a).get("/gestion/").content.decode()
    assert "Conseil : à mettre en ligne" not in client(a, "clerk").get("/gestion/").content.decode()


def test_means_of_publication_follow_the_law(a: TownHall) -> None:
    browser = client(a)
    browser.get("/gestion/conseil/assemblees/")
    assembly = Assembly.objects.get(body=a.body)
    address = f"/gestion/conseil/assemblees/edit/{assembly.pk}/"
    facts = {
        "name": "Conseil municipal", "nic": "00013", "means": "posting", "deliberation_pattern": "{year}-{n:03d}",
        "order_pattern": "A{year}-{n}", "decision_pattern": "D{year}-{n}",
    }  # fmt: skip
    for population, means in ((3499, "posting"), (3500, "web")):
        a.town.population = population
        a.town.save()
        assert browser.post(address, facts).status_code == 302
        assembly.refresh_from_db()
        assert assembly.means == means
    for wrong in ("{year}", "{n}", "{mois}-{n}", "{year}-{n", "x"):
        assert "order_pattern" in browser.post(address, facts | {"order_pattern": wrong}).context["form"].errors, wrong


def test_registers_postings_and_collections(a: TownHall, council: Council) -> None:
    browser = client(a)
    registers = "/gestion/conseil/assemblees/registres/"
    assert browser.get(registers).status_code == 200
    made = browser.post(registers, {"body": a.body.pk, "nature": "deliberation", "year": 2026})
    assert made.content.startswith(b"%PDF")
    put_online(a, order_make(a, date=date(2026, 10, 6)), paper())
    sent = browser.post(registers, {"recueil": "1", "body": a.body.pk, "month": "2026-10"})
    assert sent.status_code == 302, sent.context["gazette"].errors
    assert "octobre 2026" in Client(HTTP_HOST=a.host).get("/conseil/recueil/").content.decode().lower()
    assert browser.post(registers, {"recueil": "1", "body": a.body.pk, "month": "2026-09"}).status_code == 422
    board = "/gestion/conseil/affichage/"
    assert "Rien ici pour l’instant." in browser.get(board).content.decode()
    assert "Rien trouvé." in browser.get(board, {"q": "zzz"}).content.decode()
    facts = {"act": council.online.pk, "title": "", "place": "Mairie", "posted_on": "2026-11-13"}
    assert browser.post("/gestion/conseil/affichage/new/", facts).status_code == 302
    posting = Posting.objects.get()
    assert posting.title == str(council.online)
    assert browser.get(f"/gestion/conseil/affichage/edit/{posting.pk}/").status_code == 200
    certificate = browser.get(f"/gestion/conseil/affichage/certificat/{posting.pk}/certificat.pdf")
    assert certificate.content.startswith(b"%PDF")


def paper() -> bytes:
    """A PDF of one page that can be merged."""
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    kept = io.BytesIO()
    document.save(kept)
    document.close()
    return kept.getvalue()


def test_a_grant_is_checked(a: TownHall) -> None:
    facts = {
        "body": a.body.pk, "agreed_on": "2026-11-12", "beneficiary": "Club", "purpose": "Fête", "amount": "1500",
        "conditions": "unique", "paid_from": "2026-12-01", "share": "1",
    }  # fmt: skip
    browser = client(a)
    address = "/gestion/conseil/subventions/new/"
    assert "in_money" in browser.post(address, facts).context["form"].errors
    assert "beneficiary_siret" in browser.post(address, facts | {"beneficiary_siret": "12"}).context["form"].errors
    assert browser.post(address, facts | {"in_money": "on"}).status_code == 302
    assert Grant.objects.get().beneficiary == "Club"


def test_what_open_data_lack_is_told(a: TownHall, council: Council) -> None:
    told = client(a).get(f"{ACTS}donnees-ouvertes/").content.decode()
    assert "Tarifs de la cantine" in told
    deliberation_make(a, council.meeting, position=3, number="2026-070")
    assert "2026-070" not in told  # not online: nobody's business yet
