"""What a stranger tries: markup in every word, other hosts, other people's cases, open redirects, no token."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from edm.delivery.models import OutgoingMail
from edm.files.api import FileRefused, document_create, upload_accept
from edm.intake.models import Reception
from edm.register.models import Case
from edm.register.registration import Fact, Sender
from portal.requests.models import ServiceRequest
from tests.factories import PASSWORD, TownHall, case_make
from tests.portal.making import ids, procedure

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>{{7*7}}\"'><img src=x onerror=alert(2)>"


def signed_in(hall: TownHall, person: str) -> Client:
    client = Client(headers={"host": hall.host})
    client.force_login(getattr(hall, person), backend="portal.accounts.backends.LoginBackend")
    return client


def harmless(text: str) -> bool:
    return (
        "<script>alert" not in text
        and "<img src=x" not in text
        and "49" not in text.split("{{7*7}}", maxsplit=1)[0][-2:]
    )


def test_markup_in_every_word_is_shown_as_words(a: TownHall) -> None:
    document = document_create(town=a.town, name=EVIL, data=b"%PDF-1.4 " + EVIL.encode())
    sender = Sender(name=EVIL, email="x@courriel.example", phone=EVIL[:30], address=EVIL, user_id=a.citizen.pk)
    facts = (Fact(EVIL, EVIL),)
    more = {"text": EVIL, "document_ids": [document.pk], "facts": facts}
    case = case_make(a, a.pothole, subject=EVIL, sender=sender, **more)
    clerk = signed_in(a, "clerk")
    pages = [reverse("inbox:list"), reverse("inbox:case", args=[case.pk]), reverse("inbox:reply", args=[case.pk])]
    pages += [f"{pages[0]}?q={EVIL}", f"{pages[0]}?vue={EVIL}", f"/gestion/recherche/?q={EVIL}"]
    pages += [
        f"{pages[1]}?tab={tab}&do={do}&doc={EVIL}&page={EVIL}" for tab in ("texte", EVIL) for do in ("note", EVIL)
    ]
    for address in pages:
        response = clerk.get(address)
        assert response.status_code == 200, address
        assert harmless(response.content.decode()), address
    registrar = signed_in(a, "registrar")
    told = {"name": EVIL[:255], "sender": EVIL, "reason": EVIL, "received_at": timezone.now()}
    aside = Reception.objects.create(town=a.town, channel="email", key="mal", state="quarantined", **told)
    for address in (reverse("ledger:day"), reverse("ledger:reception", args=[aside.pk])):
        page = registrar.get(f"{address}?jour={EVIL}&do={EVIL}").content.decode()
        assert "&lt;script&gt;alert" in page, address
        assert harmless(page), address
    assert harmless(registrar.get("/gestion/correspondants/").content.decode())


def test_markup_filed_by_a_citizen_is_shown_as_words(a: TownHall) -> None:
    page = procedure(a)
    a.citizen.first_name = a.citizen.last_name = EVIL[:100]
    a.citizen.save()
    citizen = signed_in(a, "citizen")
    start = reverse("requests:start", args=[page.translation_key])
    citizen.post(start, {ids(page)[0]: EVIL})
    row = ServiceRequest.objects.get()
    addresses = [reverse(f"requests:{name}", args=[row.pk]) for name in ("sent", "detail", "answers")]
    for address in [*addresses, "/compte/", "/compte/demandes/", "/compte/preferences/", f"/suivi/?numero={EVIL}"]:
        response = citizen.get(address)
        assert response.status_code in (200, 302), address
        assert harmless(response.content.decode()), address
    for address in (f"/recherche/?q={EVIL}", f"/{EVIL}", f"/connexion/?next={EVIL}"):
        assert harmless(Client(headers={"host": a.host}).get(address).content.decode()), address


@pytest.mark.parametrize("address", ["//mal.example", "https://mal.example/", "/\\mal.example", "javascript:alert(1)"])
def test_no_address_leads_to_another_host(a: TownHall, address: str) -> None:
    client = Client(headers={"host": a.host})
    sent = client.post("/connexion/", {"login": a.citizen.email, "password": PASSWORD, "next": address})
    assert sent["Location"].startswith("/compte/")
    assert client.post("/deconnexion/", {"next": address})["Location"] == "/"
    asked = client.get("/gestion/login/", {"next": address})
    assert "mal" not in asked["Location"]


@pytest.mark.parametrize("name", ["x\r\nBcc: a@b.example", "x\nBcc: a@b.example"])
def test_no_word_becomes_a_header_of_a_mail(a: TownHall, name: str) -> None:
    case_make(a, a.pothole, subject=name, sender=Sender(name=name, email="x@courriel.example"))
    for mail in OutgoingMail.objects.all():
        head = bytes(mail.raw).replace(b"\r\n", b"\n").split(b"\n\n")[0]
        assert b"\nBcc:" not in head


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("a.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("a.png", b"<html><script>alert(1)</script></html>"),
        ("a.pdf", b"MZ\x90\x00" + b"\x00" * 100),
        ("a.docx", b"PK\x03\x04" + b"\x00" * 100),
    ],
)
def test_what_could_run_is_no_upload(a: TownHall, name: str, data: bytes) -> None:
    with pytest.raises(FileRefused):
        upload_accept(town=a.town, upload=SimpleUploadedFile(name, data, content_type="application/pdf"))


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\..\\boot.pdf", "/etc/passwd.pdf", "a\r\nX: y.pdf"])
def test_a_file_name_is_never_a_path_nor_a_header(a: TownHall, name: str) -> None:
    document = document_create(town=a.town, name=name, data=b"%PDF-1.4 x")
    assert not set(document.name) & set("/\\\r\n")
    case = case_make(a, a.pothole, document_ids=[document.pk])
    response = signed_in(a, "clerk").get(reverse("inbox:original", args=[case.pk, document.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


def test_a_case_that_became_confidential_shows_nothing_any_more(a: TownHall) -> None:
    document = document_create(town=a.town, name="plan.pdf", data=b"%PDF-1.4 x")
    case = case_make(a, a.pothole, subject="Zinzolin", document_ids=[document.pk])
    case.informed.add(a.elected)
    addresses = [
        reverse("inbox:case", args=[case.pk]),
        reverse("inbox:reply", args=[case.pk]),
        reverse("inbox:original", args=[case.pk, document.pk]),
        reverse("inbox:page", args=[case.pk, document.pk, 1]),
    ]
    assert signed_in(a, "elected").get(addresses[0]).status_code == 200
    Case.objects.filter(pk=case.pk).update(confidential=True)
    for person in ("clerk", "elected", "civil_head", "civil_clerk", "administrator", "webmaster", "citizen"):
        client = signed_in(a, person)
        for address in addresses:
            assert client.get(address).status_code in (403, 404), (person, address)
            assert client.post(address).status_code in (403, 404, 405), (person, address)
        listing = client.get(reverse("inbox:list"), {"q": "Zinzolin"})
        assert case.number not in listing.content.decode()
    assert signed_in(a, "head").get(addresses[0]).status_code == 200


def test_every_form_asks_for_its_token(a: TownHall) -> None:
    case = case_make(a, a.pothole)
    client = Client(headers={"host": a.host}, enforce_csrf_checks=True)
    client.force_login(a.clerk, backend="portal.accounts.backends.LoginBackend")
    page = procedure(a)
    addresses = [
        reverse("inbox:action", args=[case.pk, "take"]),
        reverse("inbox:reply", args=[case.pk]),
        reverse("requests:start", args=[page.translation_key]),
        *("/connexion/", "/deconnexion/", "/suivi/", "/compte/preferences/", "/inscription/", "/mot-de-passe/"),
        *("/gestion/pages/1/edit/", "/gestion/logout/"),
    ]
    for address in addresses:
        assert client.post(address, {"x": "y"}).status_code in (403, 404), address


def test_a_host_that_is_not_ours_opens_nothing(a: TownHall, b: TownHall, settings) -> None:
    settings.ALLOWED_HOSTS = [a.host, b.host]
    assert Client().get("/", headers={"host": "mal.example"}).status_code == 400
    response = Client().get("/connexion/", headers={"host": a.host, "x-forwarded-host": "mal.example"})
    assert "mal.example" not in response.content.decode()
    # What is kept for one town is never another's.
    here = Client().get("/", headers={"host": a.host}).content
    assert Client().get("/", headers={"host": b.host}).content != here
    assert Client().get("/?x=<script>", headers={"host": a.host}).content == here


def test_signing_in_gives_another_session(a: TownHall) -> None:
    client = Client(headers={"host": a.host})
    page = procedure(a)
    client.get(reverse("requests:start", args=[page.translation_key]))
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    client.post("/connexion/", {"login": a.citizen.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value != before


def test_an_account_shuts_however_its_address_is_written(a: TownHall) -> None:
    client = Client(headers={"host": a.host})
    for number in range(6):
        login = [a.clerk.email, a.clerk.email.upper(), f" {a.clerk.email} "][number % 3]
        client.post(
            "/connexion/", {"login": login, "password": "faux"}, headers={"x-forwarded-for": f"10.0.0.{number}"}
        )
    shut = client.post("/connexion/", {"login": a.clerk.email, "password": PASSWORD})
    assert shut.status_code == 429
