import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from edm.delivery.models import OutgoingMail
from edm.files.models import Document
from edm.intake.models import Reception
from edm.register.models import Case, MailItem
from portal.requests.files import file_remove, files_keep
from portal.requests.models import RequestFile, ServiceRequest
from tests.portal.making import ids, procedure, question, step

pytestmark = pytest.mark.django_db

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
WHO = {"contact_name": "Maël Le Goff", "contact_email": "mael@courriel.example"}


def start_url(page):
    return reverse("requests:start", args=[page.translation_key])


def hidden(html, name):
    return re.search(rf'name="{name}" value="([^"]+)"', html).group(1)


def opened(client, page):
    """The hidden fields of the form as a browser gets them."""
    html = client.get(start_url(page)).content.decode()
    return {"request_id": hidden(html, "request_id"), "digest": hidden(html, "digest")}


def test_looking_writes_nothing(a, client):
    page = procedure(a)
    assert client.get(start_url(page)).status_code == 200
    assert not ServiceRequest.objects.exists()


def test_one_step_is_sent_in_one_post_and_gets_its_number(a, client):
    page = procedure(a)
    data = {**opened(client, page), ids(page)[0]: "Un trou dans la chaussée", **WHO}
    response = client.post(start_url(page), data)
    row = ServiceRequest.objects.get()
    assert response["Location"] == reverse("requests:sent", args=[row.pk])
    case = Case.objects.get()
    assert (row.case, row.state, str(row.pk)) == (case, "submitted", data["request_id"])
    assert case.facts == [{"label": "Que se passe-t-il ?", "value": "Un trou dans la chaussée"}]
    assert case.subject == "Signaler un problème : Un trou dans la chaussée"
    assert case.correspondent.email == "mael@courriel.example"
    html = client.get(response["Location"]).content.decode()
    code = f"{row.tracking_code[:5]}-{row.tracking_code[5:]}"
    assert case.number in html
    assert code in html
    mail = OutgoingMail.objects.get()
    text = bytes(mail.raw).decode("utf-8", "replace")
    assert case.number in mail.subject
    assert code in text or row.tracking_code[:5] in text


def test_posted_twice_the_same_number_comes_back(a, client):
    page = procedure(a)
    data = {**opened(client, page), ids(page)[0]: "Un trou", **WHO}
    first = client.post(start_url(page), data)
    second = client.post(start_url(page), data)
    assert first["Location"] == second["Location"]
    assert (MailItem.objects.count(), Reception.objects.count(), OutgoingMail.objects.count()) == (1, 1, 1)


def test_a_submission_is_lean(a, client, django_assert_max_num_queries):
    page = procedure(a)
    data = {**opened(client, page), ids(page)[0]: "Un trou", **WHO}
    client.post(start_url(page), {**data, "request_id": str(uuid.uuid4())})  # the number series begins
    with django_assert_max_num_queries(17):
        assert client.post(start_url(page), data).status_code == 302


def test_what_is_remembered_of_one_address_is_not_shown_at_another(a, b, client):
    page = procedure(a)
    data = {**opened(client, page), ids(page)[0]: "Un trou", **WHO}
    assert client.post(start_url(page), data, headers={"host": b.host}).status_code == 404
    a.town.site.hostname, b.town.site.hostname = "ailleurs.example", a.host
    a.town.site.is_default_site = False
    a.town.site.save()
    b.town.site.save()
    assert client.post(start_url(page), data, headers={"host": b.town.site.hostname}).status_code == 404
    assert not ServiceRequest.objects.exists()


def test_errors_are_summed_up_and_what_was_typed_stays(a, client):
    page = procedure(a, step("Tout", question("date", "Quand ?"), question("text", "Quoi ?")))
    when, what = ids(page)
    data = {**opened(client, page), when: "hier", what: "Un <b>trou</b>", "contact_email": "pas une adresse"}
    response = client.post(start_url(page), data)
    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Erreur" in html or "<title>Error" in html
    assert html.index('class="resume"') < html.index("<h1")
    for name in (when, "contact_name", "contact_email"):
        assert f'href="#{name}"' in html
        assert re.search(rf'id="{name}"', html)
    for typed in ("hier", "Un &lt;b&gt;trou&lt;/b&gt;", "pas une adresse", data["request_id"]):
        assert typed in html
    assert not ServiceRequest.objects.exists()


def test_a_file_is_kept_through_an_error_elsewhere_then_sent(a, client):
    page = procedure(a, step("Tout", question("file", "Photo"), question("text", "Quoi ?")))
    photo, what = ids(page)
    data = {**opened(client, page), **WHO}
    response = client.post(start_url(page), {**data, photo: SimpleUploadedFile("plan.pdf", PDF)})
    assert response.status_code == 422
    assert "plan.pdf" in response.content.decode()
    assert RequestFile.objects.count() == 1
    client.post(start_url(page), {**data, what: "Un trou"})
    case = Case.objects.get()
    assert case.facts[0] == {"label": "Photo", "value": "plan.pdf"}
    assert [document.name for document in case.items.get().documents.all()] == ["plan.pdf"]


def test_a_refused_file_is_told_beside_its_question_and_the_others_are_kept(a, client, settings):
    settings.PARVIS_UPLOAD_MAX_BYTES = 2000
    page = procedure(a, step("Tout", question("file", "Photo", count=2)))
    photo = ids(page)[0]
    files = [
        SimpleUploadedFile("bon.pdf", PDF),
        SimpleUploadedFile("lourd.pdf", PDF + b"0" * 3000),
        SimpleUploadedFile("virus.pdf", b"MZ\x90\x00 program"),
    ]
    response = client.post(start_url(page), {**opened(client, page), **WHO, photo: files})
    html = response.content.decode()
    assert response.status_code == 422
    assert [name in html for name in ("bon.pdf", "lourd.pdf", "virus.pdf")] == [True, True, True]
    assert [file.document.name for file in RequestFile.objects.all()] == ["bon.pdf"]
    assert html.count('href="#q-') == 2


def test_more_files_than_allowed_are_not_kept_and_one_can_be_removed(a, client):
    page = procedure(a, step("Tout", question("file", "Photo", count=1), question("text", "Quoi ?")))
    photo, what = ids(page)
    two = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF + b" ")]
    data = {**opened(client, page), **WHO, what: "Un trou"}
    assert client.post(start_url(page), {**data, photo: two}).status_code == 422
    kept = RequestFile.objects.get()
    response = client.post(start_url(page), {**data, "remove": kept.pk})
    assert not RequestFile.objects.exists()
    assert "Un trou" in response.content.decode()
    assert ServiceRequest.objects.get().state == "draft"


@pytest.fixture
def long_one(a):
    return procedure(
        a,
        step("Où", question("text", "Rue"), question("choice", "Type", options="Trou\nArbre")),
        step("Quand", question("date", "Date"), question("long_text", "Précisions", required=False)),
    )


def fill(client, page, **who):
    street, kind, when, more = ids(page)
    response = client.post(start_url(page), {**opened(client, page), street: "rue du Pont", kind: "Trou"})
    pk = ServiceRequest.objects.get().pk
    assert response["Location"] == reverse("requests:step", args=[pk, 2])
    response = client.post(response["Location"], {when: "14/12/2026", more: "", **who})
    assert response["Location"] == reverse("requests:check", args=[pk])
    return pk


def test_several_steps_then_a_page_to_check(a, client, long_one):
    pk = fill(client, long_one, **WHO)
    html = client.get(reverse("requests:check", args=[pk])).content.decode()
    for shown in ("rue du Pont", "Trou", "14 décembre 2026", "Maël Le Goff", "mael@courriel.example"):
        assert shown in html
    assert not Case.objects.exists()
    response = client.post(reverse("requests:check", args=[pk]))
    assert response["Location"] == reverse("requests:sent", args=[pk])
    assert client.post(reverse("requests:check", args=[pk]))["Location"] == response["Location"]
    assert Case.objects.count() == 1
    # The back button, after the sending: the steps lead to the confirmation.
    assert client.get(reverse("requests:step", args=[pk, 1]))["Location"] == response["Location"]
    assert client.post(reverse("requests:step", args=[pk, 1]), {})["Location"] == response["Location"]


def test_the_back_button_shows_what_was_answered(a, client, long_one):
    pk = fill(client, long_one, **WHO)
    html = client.get(reverse("requests:step", args=[pk, 1])).content.decode()
    assert 'value="rue du Pont"' in html
    assert re.search(r'value="Trou"[^>]*checked', html)
    html = client.get(reverse("requests:step", args=[pk, 2])).content.decode()
    assert 'value="14/12/2026"' in html
    assert 'value="Maël Le Goff"' in html


def test_a_step_skipped_by_its_address_is_asked_before_the_check(a, client, long_one):
    street, kind, when, _more = ids(long_one)
    client.post(start_url(long_one), {**opened(client, long_one), street: "rue", kind: "Trou"})
    pk = ServiceRequest.objects.get().pk
    response = client.get(reverse("requests:check", args=[pk]))
    assert response["Location"].startswith(reverse("requests:step", args=[pk, 2]))
    html = client.get(response["Location"]).content.decode()
    assert f'href="#{when}"' in html


def test_the_account_tells_who_files(a, client, long_one):
    client.force_login(a.citizen)
    pk = fill(client, long_one)
    client.post(reverse("requests:check", args=[pk]))
    case = Case.objects.get()
    assert case.correspondent.user == a.citizen
    assert case.correspondent.name == "Nolwenn Guérin"
    row = ServiceRequest.objects.get()
    assert (row.user, row.tracking_code) == (a.citizen, "")


def test_a_kind_answered_on_paper_asks_for_an_address(a, client):
    page = procedure(a, kind=a.birth)
    data = {**opened(client, page), ids(page)[0]: "Copie", **WHO}
    assert 'href="#contact_address"' in client.post(start_url(page), data).content.decode()
    client.post(start_url(page), {**data, "contact_address": "12 rue du Pont\n35998 Alpha"})
    assert Case.objects.get().correspondent.address == "12 rue du Pont\n35998 Alpha"


def test_an_expired_session_loses_nothing_and_sends_nothing(a, client, long_one):
    client.force_login(a.citizen)
    street, kind, when, more = ids(long_one)
    client.post(start_url(long_one), {**opened(client, long_one), street: "rue", kind: "Trou"})
    pk = ServiceRequest.objects.get().pk
    client.logout()
    response = client.post(reverse("requests:step", args=[pk, 2]), {when: "pas une date", more: "Tapé longuement"})
    assert response.status_code == 302
    owned, parked = ServiceRequest.objects.get(pk=pk), ServiceRequest.objects.exclude(pk=pk).get()
    assert (parked.parked_for, parked.user) == (owned, None)
    assert "Tapé longuement" not in str(owned.answers)
    back = re.search(r"next=([^&]+)", response["Location"]).group(1)
    from urllib.parse import unquote

    back = unquote(back)
    client.force_login(a.citizen)
    html = client.get(back).content.decode()
    assert "Tapé longuement" in html
    assert "pas une date" in html
    client.post(back, {when: "14/12/2026", more: "Tapé longuement"})
    assert ServiceRequest.objects.get().answers[more.removeprefix("q-")] == "Tapé longuement"
    assert not Case.objects.exists()
    # Nobody else gets it, by the same addresses.
    client.force_login(a.clerk)
    assert client.get(back).status_code == 404


def test_a_short_form_begun_signed_in_is_kept_when_the_session_expires(a, client):
    page = procedure(a)
    client.force_login(a.citizen)
    data = {**opened(client, page), "signed_in": "1", ids(page)[0]: "Un trou"}
    client.logout()
    response = client.post(start_url(page), data)
    assert "next=" in response["Location"]
    assert not Case.objects.exists()
    client.force_login(a.citizen)
    html = client.get(reverse("requests:step", args=[data["request_id"], 1])).content.decode()
    assert "Un trou" in html
    client.post(reverse("requests:step", args=[data["request_id"], 1]), {ids(page)[0]: "Un trou"})
    assert Case.objects.get().correspondent.user == a.citizen


def test_nobody_writes_in_the_draft_of_another(a, client, long_one):
    client.force_login(a.citizen)
    pk = fill(client, long_one)
    before = ServiceRequest.objects.get().answers
    client.force_login(a.clerk)
    for name, args in (("step", [pk, 1]), ("check", [pk]), ("sent", [pk]), ("kept", [pk])):
        assert client.get(reverse(f"requests:{name}", args=args)).status_code == 404
    data = {**opened(client, long_one), "request_id": str(pk), ids(long_one)[0]: "à moi"}
    assert client.post(start_url(long_one), data).status_code == 404
    assert client.post(reverse("requests:discard", args=[pk])).status_code == 404
    assert ServiceRequest.objects.get().answers == before


def test_a_draft_moves_to_the_version_published_meanwhile(a, client, long_one):
    pk = fill(client, long_one, **WHO)
    blocks = long_one.steps.raw_data
    blocks[0]["value"]["fields"].append(question("text", "Numéro"))
    long_one.steps = list(blocks)
    long_one.save_revision().publish()
    response = client.get(reverse("requests:check", args=[pk]))
    assert response["Location"].startswith(reverse("requests:step", args=[pk, 1]))
    html = client.get(response["Location"]).content.decode()
    assert 'value="rue du Pont"' in html
    assert "Numéro" in html


def test_a_form_changed_under_the_citizen_is_shown_again(a, client):
    page = procedure(a)
    data = {**opened(client, page), ids(page)[0]: "Un trou", **WHO}
    raw = page.steps.raw_data
    raw[0]["value"]["fields"].append(question("text", "Autre", required=False))
    page.steps = list(raw)
    page.save_revision().publish()
    response = client.post(start_url(page), data)
    assert response.status_code == 200
    assert "Un trou" in response.content.decode()
    assert not Case.objects.exists()


def test_a_closed_procedure_says_so(a, client):
    page = procedure(a)
    data = {**opened(client, page), ids(page)[0]: "Un trou", **WHO}
    page.unpublish()
    for response in (client.get(start_url(page)), client.post(start_url(page), data)):
        assert response.status_code == 410
        assert page.title in response.content.decode()
    assert client.get(reverse("requests:start", args=[uuid.uuid4()])).status_code == 404


def test_a_town_does_not_file_the_procedure_of_another(a, b, client):
    page = procedure(b)
    assert client.get(start_url(page)).status_code == 404
    assert client.get(start_url(page), headers={"host": "bravo.example"}).status_code == 200


def test_what_is_not_a_step_leads_to_the_first_one(a, client, long_one):
    pk = fill(client, long_one, **WHO)
    for number in (0, 9):
        assert client.get(reverse("requests:step", args=[pk, number])).status_code == 302


def test_a_draft_is_forgotten_after_thirty_days(a, client, long_one):
    from datetime import timedelta

    from django.utils import timezone

    from portal.requests.services import drafts_purge

    fill(client, long_one, **WHO)
    assert drafts_purge() == 0
    ServiceRequest.objects.update(updated_at=timezone.now() - timedelta(days=31))
    assert drafts_purge() == 1


def test_no_document_of_a_draft_is_registered_before_the_sending(a, client):
    page = procedure(a, step("Tout", question("file", "Photo"), question("text", "Quoi ?")))
    client.post(start_url(page), {**opened(client, page), ids(page)[0]: SimpleUploadedFile("plan.pdf", PDF)})
    assert Document.objects.count() == 1
    assert not MailItem.objects.exists()


def test_a_post_without_its_token_is_refused_calmly(a):
    from django.test import Client

    page = procedure(a)
    response = Client(enforce_csrf_checks=True).post(start_url(page), {})
    assert response.status_code == 403
    assert "traceback" not in response.content.decode().lower()


def with_photo(a, client):
    page = procedure(a, step("Tout", question("file", "Photo"), question("text", "Quoi ?")))
    client.post(start_url(page), {**opened(client, page), ids(page)[0]: SimpleUploadedFile("plan.pdf", PDF)})
    return ServiceRequest.objects.get()


def test_a_draft_thrown_away_leaves_no_document(a, client):
    row = with_photo(a, client)
    client.post(reverse("requests:discard", args=[row.pk]))
    assert not ServiceRequest.objects.exists()
    assert not Document.objects.exists()


def test_a_purged_draft_leaves_no_document(a, client):
    from datetime import timedelta

    from django.utils import timezone

    from portal.requests.services import drafts_purge

    with_photo(a, client)
    ServiceRequest.objects.update(updated_at=timezone.now() - timedelta(days=31))
    assert drafts_purge() == 1
    assert not Document.objects.exists()


def test_a_file_taken_back_leaves_no_document_and_one_that_was_filed_stays(a, client):
    row = with_photo(a, client)
    file_remove(row=row, file_id=str(row.files.get().pk))
    assert not Document.objects.exists()
    row.state = ServiceRequest.State.SUBMITTED
    files_keep(town=a.town, row=row, field="f", uploads=[SimpleUploadedFile("plan.pdf", PDF)], most=1)
    file_remove(row=row, file_id=str(row.files.get().pk))
    assert row.files.count() == Document.objects.count() == 1


def test_a_draft_keeps_all_of_a_long_address_and_nothing_unseen(a, client):
    page = procedure(a, step("Un", question("text", "Nom")), step("Deux", question("text", "Où ?")))
    name, where = ids(page)
    data = opened(client, page)
    first = client.post(start_url(page), {**data, name: "\x00"})
    assert first.status_code == 422
    assert ServiceRequest.objects.get().answers == {name[2:]: ""}
    client.post(start_url(page), {**data, name: "Maël\x00"})
    address = "é" * 260
    last = reverse("requests:step", args=[data["request_id"], 2])
    told = {where: "là", **WHO, "contact_address": address, "contact_phone": "0" * 80}
    assert client.post(last, told).status_code == 422
    row = ServiceRequest.objects.get()
    assert (row.answers[name[2:]], row.address, len(row.phone)) == ("Maël", address, 30)
    assert client.post(last, told | {"contact_phone": ""}).status_code == 302
    client.post(reverse("requests:check", args=[row.pk]))
    assert Case.objects.get().correspondent.address == address


def test_a_form_changed_while_its_answers_are_checked_is_read_again(a, client):
    page = procedure(a, step("Un", question("text", "Nom")), step("Deux", question("yes_no", "D’accord ?")))
    name, agreed = ids(page)
    data = opened(client, page)
    client.post(start_url(page), {**data, name: "Maël"})
    client.post(reverse("requests:step", args=[data["request_id"], 2]), {agreed: "yes", **WHO})
    check = reverse("requests:check", args=[data["request_id"]])
    digest = hidden(client.get(check).content.decode(), "digest")
    page.steps[1].value["fields"][0].value["label"] = "Vous refusez ?"
    page.save_revision().publish()
    again = client.post(check, {"digest": digest})
    assert again.status_code == 200
    assert "vient de modifier ce formulaire" in again.content.decode()
    assert "Vous refusez ?" in again.content.decode()
    assert not Case.objects.exists()
    client.post(check, {"digest": hidden(again.content.decode(), "digest")})
    assert Case.objects.get().facts[1] == {"label": "Vous refusez ?", "value": "Oui"}
