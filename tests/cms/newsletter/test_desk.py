"""The letter in the back office."""

import csv
import io

from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.newsletter.models import Letter, Subscriber
from edm.delivery.models import OutgoingMail

HERE = "/gestion/lettre/lettres/"


def test_from_a_blank_page_to_the_queue(webmaster: Client, subscribed, themes):
    subscribed(1)
    told = {"subject": "La lettre", "themes": [], "content": streamfield([("heading", "À la une")])}
    response = webmaster.post(f"{HERE}new/", nested_form_data(told))
    assert response.status_code == 302, response.context["form"].errors
    letter = Letter.objects.get()
    assert response.url == letter.desk_url
    page = webmaster.get(letter.desk_url).content.decode()
    assert "1 abonn" in page
    preview = webmaster.get(f"{HERE}preview/{letter.pk}/")
    assert "À la une" in preview.content.decode()
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in preview.headers["Content-Security-Policy"]

    webmaster.post(letter.desk_url, {"action": "try"})
    trial = OutgoingMail.objects.get()
    assert trial.recipients == ["webmestre@alpha.example"]
    assert b"List-Unsubscribe" not in bytes(trial.raw)

    for _twice in range(2):
        webmaster.post(letter.desk_url, {"action": "send", "envoi-at": ""})
    letter.refresh_from_db()
    assert letter.state == Letter.State.SCHEDULED
    assert webmaster.get(f"{HERE}edit/{letter.pk}/").status_code == 302, "what will leave is looked at"
    webmaster.post(letter.desk_url, {"action": "back"})
    letter.refresh_from_db()
    assert letter.is_draft


def test_a_moment_that_is_past_is_refused(webmaster, letter):
    response = webmaster.post(letter.desk_url, {"action": "send", "envoi-at": "2020-01-01 10:00"})
    assert response.status_code == 200
    letter.refresh_from_db()
    assert letter.is_draft


def test_what_has_left_is_not_written_again(webmaster, letter):
    Letter.objects.update(state=Letter.State.SENT, sent_at=timezone.now(), html="<p>x</p>", plain="x")
    told = {"subject": "Autre", "themes": [], "content": streamfield([("heading", "Autre")])}
    assert webmaster.post(f"{HERE}edit/{letter.pk}/", nested_form_data(told)).status_code in (302, 403)
    letter.refresh_from_db()
    assert letter.subject == "La lettre d’automne"
    assert webmaster.get(letter.desk_url).status_code == 200


def test_subscribers_are_listed_exported_and_erased(webmaster, subscribed, site_b):
    person = subscribed(1)
    Subscriber.objects.create(town=site_b, email="bravo@exemple.fr", asked_at=timezone.now())
    page = webmaster.get("/gestion/lettre/abonnes/").content.decode()
    assert person.email in page
    assert "bravo@" not in page
    export = webmaster.get("/gestion/lettre/abonnes/?export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(export.streaming_content).decode())))
    assert [row[0] for row in rows[1:]] == [person.email]
    webmaster.post(f"/gestion/lettre/abonnes/delete/{person.pk}/")
    assert not Subscriber.objects.filter(pk=person.pk).exists()


def test_another_town_s_letter_is_not_found(webmaster, site_b):
    theirs = Letter.objects.create(town=site_b, subject="Chez Bravo")
    for path in (theirs.desk_url, f"{HERE}preview/{theirs.pk}/", f"{HERE}edit/{theirs.pk}/"):
        assert webmaster.get(path).status_code == 404


def test_the_list_asks_as_much_for_many(webmaster, town, django_assert_max_num_queries):
    for number in range(15):
        Letter.objects.create(town=town, subject=f"L{number}")
    webmaster.get(HERE)
    with django_assert_max_num_queries(12):
        webmaster.get(HERE)
