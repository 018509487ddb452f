import re
import uuid
from datetime import date

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from edm.delivery.api import channel_get
from edm.delivery.models import OutgoingMail
from edm.files.api import document_create
from edm.register.models import Case, Channel, MailItem
from edm.register.registration import Sender, correspondent_for, item_register
from portal.documents.models import SpaceDocument
from portal.requests.codes import FAILURES
from portal.requests.models import ServiceRequest
from tests.factories import user_make
from tests.portal.making import ids, procedure
from tests.portal.requests.test_filing import PDF, WHO, start_url

pytestmark = pytest.mark.django_db


def filed(hall, client, user=None):
    """A request really filed, by the account or without one."""
    page = procedure(hall)
    host = {"host": hall.host}
    if user:
        client.force_login(user)
    html = client.get(start_url(page), headers=host).content.decode()
    data = {name: re.search(rf'name="{name}" value="([^"]+)"', html).group(1) for name in ("request_id", "digest")}
    client.post(start_url(page), {**data, ids(page)[0]: "Un trou", **({} if user else WHO)}, headers=host)
    return ServiceRequest.objects.select_related("case").latest("created_at")


def answered(row, hall, *names):
    """A reply of the clerk, delivered by the citizen's space."""
    item = item_register(
        case=row.case,
        direction=MailItem.Direction.OUT,
        channel=Channel.PORTAL,
        subject="Réponse",
        html="<p>C’est réparé.</p>",
        author=hall.clerk,
        document_ids=[document_create(town=hall.town, name=name, data=PDF).pk for name in names],
    )
    channel = channel_get("portal")
    assert channel.can_reach(row.case)
    channel.deliver(item=item)
    return item


def file_close(response):
    """Close the file of an answer; `response.close()` would end the test's transaction too."""
    for close in response._resource_closers:
        close()


def statuses(client, addresses, **more):
    """The answers' statuses; a file's answer is closed as a server would."""
    found = []
    for address in addresses:
        response = client.get(address, **more)
        found.append(response.status_code)
        file_close(response)
    return found


def test_number_and_code_open_the_request(a, client):
    row = filed(a, client)
    assert client.get(reverse("requests:code_detail", args=[row.pk])).status_code == 404
    code = f"{row.tracking_code[:5]}-{row.tracking_code[5:]}".lower()
    response = client.post(reverse("requests:track"), {"number": f" {row.case.number}", "code": code})
    assert response["Location"] == reverse("requests:code_detail", args=[row.pk])
    assert row.case.number in client.get(response["Location"]).content.decode()


def test_wrong_codes_are_counted_then_refused(a, client):
    cache.clear()
    row = filed(a, client)
    for _attempt in range(FAILURES):
        assert client.post(reverse("requests:track"), {"number": row.case.number, "code": "x"}).status_code == 422
    right = {"number": row.case.number, "code": row.tracking_code}
    assert client.post(reverse("requests:track"), right).status_code == 422
    cache.clear()


def test_the_code_of_a_town_opens_nothing_in_another(a, b, client):
    row = filed(a, client)
    data = {"number": row.case.number, "code": row.tracking_code}
    assert client.post(reverse("requests:track"), data, headers={"host": "bravo.example"}).status_code == 422


def test_another_citizen_opens_nothing(a, b, client):
    row = filed(a, client, a.citizen)
    item = answered(row, a, "attestation.pdf")
    document = item.documents.get()
    space = SpaceDocument.objects.get()
    addresses = [
        reverse("requests:detail", args=[row.pk]),
        reverse("requests:answers", args=[row.pk]),
        reverse("requests:document", args=[row.pk, document.pk]),
        reverse("documents:download", args=[space.pk]),
        reverse("requests:sent", args=[row.pk]),
    ]
    assert statuses(client, addresses) == [200] * 5
    client.force_login(a.citizen)
    assert statuses(client, addresses, headers={"host": "bravo.example"}) == [404] * 5
    client.force_login(user_make())
    assert statuses(client, addresses) == [404] * 5
    assert client.post(reverse("requests:message", args=[row.pk]), {"text": "?"}).status_code == 404
    client.logout()
    assert statuses(client, addresses) == [302] * 5
    assert client.get(reverse("requests:code_detail", args=[row.pk])).status_code == 404


def test_a_document_of_another_case_is_not_given(a, client):
    row = filed(a, client, a.citizen)
    foreign = document_create(town=a.town, name="secret.pdf", data=PDF + b"  ")
    assert client.get(reverse("requests:document", args=[row.pk, foreign.pk])).status_code == 404


def test_the_reply_reaches_the_space_and_the_mail_tells_nothing_of_it(a, client):
    row = filed(a, client, a.citizen)
    answered(row, a, "attestation.pdf")
    html = client.get(reverse("requests:detail", args=[row.pk])).content.decode()
    assert "C’est réparé." in html
    assert "attestation.pdf" in client.get(reverse("documents:list")).content.decode()
    mail = OutgoingMail.objects.latest("id")
    text = bytes(mail.raw).decode("utf-8", "replace")
    assert mail.recipients == [a.citizen.email]
    assert "attestation" not in text
    assert "réparé" not in text
    response = client.get(reverse("documents:download", args=[SpaceDocument.objects.get().pk]))
    assert b"".join(response.streaming_content) == PDF
    file_close(response)
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("email", "shown"), [("voisine@courriel.example", False), (None, True)])
def test_another_s_mail_that_joined_the_case_is_not_the_citizens_to_read(a, client, email, shown):
    row = filed(a, client, a.citizen)
    letter = document_create(town=a.town, name="courriel.eml", data=PDF)
    item_register(
        case=row.case,
        direction=MailItem.Direction.IN,
        channel=Channel.EMAIL,
        subject="Mon voisin",
        text="Entre nous, il exagère.",
        correspondent=correspondent_for(town=a.town, sender=Sender(name="X", email=email or a.citizen.email)),
        document_ids=[letter.pk],
    )
    detail, answers = (client.get(reverse(f"requests:{name}", args=[row.pk])) for name in ("detail", "answers"))
    assert ("Entre nous" in detail.content.decode()) is shown
    assert ("courriel.eml" in detail.content.decode()) is shown
    assert "Entre nous" not in answers.content.decode()
    response = client.get(reverse("requests:document", args=[row.pk, letter.pk]))
    assert response.status_code == (200 if shown else 404)
    if shown:
        file_close(response)


def test_a_message_and_its_file_join_the_case_once(a, client):
    row = filed(a, client, a.citizen)
    url = reverse("requests:message", args=[row.pk])
    data = {"key": str(uuid.uuid4()), "text": "Voici la photo."}
    assert client.post(url, {**data, "files": SimpleUploadedFile("photo.pdf", PDF)}).status_code == 302
    assert client.post(url, data).status_code == 302
    items = list(Case.objects.get().items.order_by("id"))
    assert [item.text for item in items][1:] == ["Voici la photo."]
    assert [document.name for document in items[1].documents.all()] == ["photo.pdf"]
    assert not row.files.exists()


def test_a_refused_file_keeps_the_message(a, client):
    row = filed(a, client, a.citizen)
    url = reverse("requests:message", args=[row.pk])
    data = {"key": str(uuid.uuid4()), "text": "Voici.", "files": SimpleUploadedFile("photo.pdf", b"MZ\x90")}
    response = client.post(url, data)
    assert response.status_code == 422
    assert "Voici." in response.content.decode()
    assert Case.objects.get().items.count() == 1
    assert client.post(url, {"key": str(uuid.uuid4())}).status_code == 422


def test_the_list_of_requests_takes_few_queries(a, client, django_assert_max_num_queries):
    filed(a, client, a.citizen)
    client.get(reverse("requests:list"))  # the menu and the site's roots are read once
    with django_assert_max_num_queries(14):
        html = client.get(reverse("requests:list")).content.decode()
    assert ServiceRequest.objects.get().case.number in html


def test_following_a_request_takes_few_queries(a, client, django_assert_max_num_queries):
    row = filed(a, client, a.citizen)
    answered(row, a, "un.pdf", "deux.pdf")
    client.get(reverse("requests:list"))  # what stands around a page is read once
    with django_assert_max_num_queries(12):
        client.get(reverse("requests:detail", args=[row.pk]))


def test_what_goes_by_post_is_not_promised_online(a, client):
    page = procedure(a, kind=a.birth)
    a.birth.silence_rule = "none"
    a.birth.save()
    client.force_login(a.citizen, backend="portal.accounts.backends.LoginBackend")
    start = reverse("requests:start", args=[page.translation_key])
    a.citizen.address = "1 rue du Pont, 35998 Alpha"
    a.citizen.save()
    response = client.post(start, {ids(page)[0]: "Une copie", "contact_address": "1 rue du Pont"}, follow=True)
    text = response.content.decode()
    assert "remise en mairie" in text
    assert "la réponse en ligne" not in text


def test_a_stopped_clock_names_no_date(a, client):
    row = filed(a, client, a.citizen)
    Case.objects.filter(pk=row.case_id).update(decision_due=date(2031, 3, 5))
    page = reverse("requests:detail", args=[row.pk])
    assert "5 mars 2031" in client.get(page).content.decode()
    Case.objects.filter(pk=row.case_id).update(state=Case.State.WAITING_CITIZEN, clock_stopped_at=timezone.now())
    html = client.get(page).content.decode()
    assert "Délai arrêté" in html
    assert "2031" not in html
