"""What is another's stays closed: another unit's confidential case, another citizen's request, another town's."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from edm.register.models import Case, MailItem
from edm.search.api import index_due
from portal.documents.models import SpaceDocument
from portal.requests.models import ServiceRequest
from tests.factories import TownHall, user_make
from tests.flows.conftest import STRANGER, body_of, person_at, reply_told, request_file
from tests.portal.making import procedure, question, step

pytestmark = pytest.mark.django_db
SECRET = "Ploumagoar"  # a word that stands in the other's things alone
CLOSED = (403, 404)


def asked(client: Client, address: str, **more: object) -> tuple[int, str]:
    """The status of a GET and what it shows."""
    response = client.get(address, **more)
    return response.status_code, body_of(response).decode(errors="replace")


def refused(client: Client, addresses: list[str], *, posts: list[str] = ()) -> list[str]:
    """The addresses that do not stay closed."""
    wrong = []
    for address in addresses:
        status, shown = asked(client, address)
        if status not in CLOSED or SECRET in shown:
            wrong.append(f"GET {address}: {status}")
    for address in posts:
        response = client.post(address, reply_told(SECRET, "portal") | {"text": "x", "reason": "x"})
        if response.status_code not in CLOSED or SECRET in body_of(response).decode(errors="replace"):
            wrong.append(f"POST {address}: {response.status_code}")
    return wrong


@pytest.fixture
def picture_row(a: TownHall, picture: bytes, index) -> ServiceRequest:
    """A confidential request of town A's citizen with a picture, answered with a document, found by the search."""
    questions = step("L’acte", question("text", "Nom"), question("file", "Pièce"))
    a.birth.reply_channels = []
    a.birth.save()
    page = procedure(a, questions, title="Changement de prénom", kind=a.birth)
    citizen = person_at(a, a.citizen)
    row = request_file(citizen, page, SECRET, SimpleUploadedFile(f"{SECRET}.png", picture))
    head = person_at(a, a.civil_head)
    sent = head.post(
        f"/gestion/courriers/{row.case_id}/repondre/",
        reply_told(f"Réponse à {SECRET}", "portal", files=SimpleUploadedFile("acte.png", picture)),
    )
    assert sent.status_code == 302
    while index_due():
        pass
    return row


def desk_addresses(case: Case) -> tuple[list[str], list[str]]:
    """Every address of a case at the back office: to read, and to write."""
    base = f"/gestion/courriers/{case.pk}/"
    documents = {one.pk for item in MailItem.objects.filter(case=case) for one in item.documents.all()}
    assert len(documents) == 2
    actions = ("take", "assign", "release", "qualify", "route", "facts", "note", "hold", "inform", "close", "reopen")
    reads = [base, *(f"{base}?tab={tab}" for tab in ("faits", "echanges", "texte", "historique"))]
    reads += [f"{base}repondre/", *(f"{base}lettres/{one.pk}.pdf" for one in case.replies.all())]
    reads += [f"{base}faire/{code}/" for code in actions]
    for pk in documents:
        reads += [f"{base}documents/{pk}/", f"{base}documents/{pk}/page/1.jpg", f"{base}?doc={pk}"]
    return reads, [f"{base}repondre/", f"{base}repondre/apercu.pdf", *(f"{base}faire/{code}/" for code in actions)]


@pytest.mark.parametrize("who", ["clerk", "head", "elected", "webmaster", "administrator"])
def test_another_units_confidential_case(a: TownHall, picture_row: ServiceRequest, who: str) -> None:
    client = person_at(a, getattr(a, who))
    reads, writes = desk_addresses(picture_row.case)
    before = Case.objects.filter(pk=picture_row.case_id).values().get()

    assert refused(client, reads, posts=writes) == []
    assert Case.objects.filter(pk=picture_row.case_id).values().get() == before
    for address in ("/gestion/", "/gestion/courriers/?vue=all", f"/gestion/courriers/?vue=all&q={SECRET}"):
        # What was typed comes back in the search's own field and in the offer to search the letters.
        shown = re.sub(rf'value="{SECRET}"|\?q={SECRET}"|«\s{SECRET}\s»', "", asked(client, address)[1])
        assert SECRET not in shown
        assert f"courriers/{picture_row.case_id}/" not in shown
    status, shown = asked(client, f"/gestion/recherche/?q={SECRET}")
    if status == 200:
        assert "courriers/" + str(picture_row.case_id) not in shown
        assert "1 résultat" not in shown


def test_its_documents_by_a_case_that_is_ones_own(a: TownHall, picture_row: ServiceRequest) -> None:
    own = request_file(person_at(a), procedure(a, title="Un trou"), "Rue Haute", **STRANGER)
    client = person_at(a, a.clerk)
    base = f"/gestion/courriers/{own.case_id}/"
    assert asked(client, base)[0] == 200
    pks = [one.pk for item in MailItem.objects.filter(case=picture_row.case) for one in item.documents.all()]
    addresses = [f"{base}documents/{pk}/{more}" for pk in pks for more in ("", "page/1.jpg")]
    assert refused(client, addresses) == []
    assert all(SECRET not in asked(client, f"{base}?doc={pk}")[1] for pk in pks)


def citizen_addresses(row: ServiceRequest) -> tuple[list[str], list[str]]:
    """Every address of a request and of its documents, by the account and by the code."""
    documents = [one.pk for item in MailItem.objects.filter(case=row.case) for one in item.documents.all()]
    given = SpaceDocument.objects.get(case=row.case)
    reads, writes = [], []
    for base in (f"/compte/demandes/{row.pk}/", f"/suivi/{row.pk}/"):
        reads += [base, f"{base}reponses/", *(f"{base}document/{pk}/" for pk in documents)]
        writes.append(f"{base}message/")
    reads += [f"/demande/{row.pk}/{page}/" for page in ("etape/1", "verifier", "envoyee", "brouillon")]
    reads.append(f"/compte/documents/{given.pk}/")
    return reads, [*writes, f"/demande/{row.pk}/etape/1/", f"/demande/{row.pk}/supprimer/"]


def test_another_citizens_request(a: TownHall, picture_row: ServiceRequest) -> None:
    other = person_at(a, user_make())
    reads, writes = citizen_addresses(picture_row)
    assert refused(other, reads, posts=writes) == []
    for address in ("/compte/", "/compte/demandes/", "/compte/documents/", f"/recherche/?q={SECRET}"):
        assert asked(other, address)[0] == 200
        assert f">{SECRET}" not in asked(other, address)[1].replace(f"“{SECRET}", "")
    stranger = person_at(a)
    assert all(SECRET not in asked(stranger, address, follow=True)[1] for address in reads)


def test_another_citizens_draft_and_code(a: TownHall, picture: bytes) -> None:
    page = procedure(a, step("Un", question("text", "Nom")), step("Deux", question("text", "Où ?")))
    citizen = person_at(a, a.citizen)
    address = f"/demande/nouvelle/{page.translation_key}/"
    key = citizen.get(address).context["filing"].request_id
    name = f"q-{page.steps[0].value['fields'][0].id}"
    assert citizen.post(address, {"request_id": key, name: SECRET, "later": "1"}).status_code == 302
    draft = ServiceRequest.objects.get(pk=key)
    pages = [f"/demande/{draft.pk}/{one}/" for one in ("etape/1", "etape/2", "verifier", "envoyee", "brouillon")]
    gone = f"/demande/{draft.pk}/supprimer/"
    assert refused(person_at(a, user_make()), pages, posts=[pages[0], pages[1], pages[2], gone]) == []
    assert ServiceRequest.objects.get(pk=key).answers == draft.answers

    mine, theirs = (request_file(person_at(a), procedure(a, title=one), one, **STRANGER) for one in ("Un", SECRET))
    stranger = person_at(a)
    guess = stranger.post("/suivi/", {"number": theirs.case.number, "code": mine.tracking_code})
    assert SECRET not in body_of(guess).decode().replace(theirs.case.number, "")
    assert asked(stranger, f"/suivi/{theirs.pk}/")[0] in CLOSED
    opened = stranger.post("/suivi/", {"number": mine.case.number, "code": mine.tracking_code}, follow=True)
    assert opened.status_code == 200
    assert asked(stranger, f"/suivi/{mine.pk}/")[0] == 200
    assert asked(stranger, f"/suivi/{theirs.pk}/")[0] in CLOSED


@pytest.mark.parametrize("who", ["administrator", "registrar", "civil_head", "webmaster", "citizen"])
@pytest.mark.parametrize("at_home", [True, False])
def test_another_towns_things(
    a: TownHall, b: TownHall, picture_row: ServiceRequest, who: str, *, at_home: bool
) -> None:
    """People of town B, at their own address and at town A's."""
    client = person_at(b if at_home else a, getattr(b, who))
    reads, writes = desk_addresses(picture_row.case)
    more_reads, more_writes = citizen_addresses(picture_row)
    assert refused(client, reads + more_reads, posts=writes + more_writes) == []
    for address in ("/gestion/courriers/?vue=all", "/compte/demandes/", "/compte/documents/"):
        assert SECRET not in asked(client, address)[1]
    shown = asked(client, f"/gestion/recherche/?q={SECRET}")[1]
    assert "courriers/" + str(picture_row.case_id) not in shown
    assert SECRET not in asked(client, "/recherche/?q=prénom")[1]


def test_who_may_does(a: TownHall, picture_row: ServiceRequest) -> None:
    """The same addresses open for the unit's head and for the citizen: what is closed above is really there."""
    reads, _writes = desk_addresses(picture_row.case)
    head = person_at(a, a.civil_head)
    screens = [one for one in reads if "/faire/" not in one and "/lettres/" not in one and "/repondre/" not in one]
    assert {asked(head, one)[0] for one in screens} == {200}
    assert str(picture_row.case_id) in asked(head, f"/gestion/recherche/?q={SECRET}")[1]
    reads, _writes = citizen_addresses(picture_row)
    citizen = person_at(a, a.citizen)
    assert {asked(citizen, one)[0] for one in reads if one.startswith("/compte/")} == {200}
