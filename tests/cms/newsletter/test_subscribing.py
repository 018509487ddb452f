"""Asked for, confirmed, changed, left: without telling a stranger who is subscribed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.newsletter import services
from cms.newsletter.models import Subscriber, Theme
from edm.delivery.models import OutgoingMail
from tests.cms.newsletter.conftest import link_of

EMAIL = "yvonne@exemple.fr"


def ask(reader: Client, themes, email: str = EMAIL, **more):
    return reader.post("/lettre/", {"email": email, "themes": [theme.pk for theme in themes], **more})


def test_nothing_is_offered_without_a_theme(reader):
    assert reader.get("/lettre/").status_code == 404


def test_the_form_tells_what_is_agreed_to(reader, themes):
    page = reader.get("/lettre/").content.decode()
    assert "article 6.1.a" in page
    assert "École" in page


def test_an_address_is_subscribed_once_it_says_so(reader, themes):
    assert ask(reader, themes[:1]).status_code == 302
    found = Subscriber.objects.get()
    assert (found.email, found.state) == (EMAIL, "pending")
    assert "article 6.1.a" in found.consent
    link = link_of(OutgoingMail.objects.get())
    assert reader.get(link).status_code == 200
    found.refresh_from_db()
    assert found.state == "pending", "a program that follows the link confirms nothing"
    for _twice in range(2):
        assert reader.post(link).status_code == 200
    found.refresh_from_db()
    assert (found.state, list(found.themes.all())) == ("confirmed", themes[:1])
    assert found.confirmed_at


def test_the_answer_is_the_same_for_all(reader, themes, subscribed):
    known = subscribed(1)
    first, second = ask(reader, themes), ask(reader, themes, known.email)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert reader.get(first.url).status_code == 200
    reminded = OutgoingMail.objects.get(recipients=[known.email])
    assert "/mes-choix/" in link_of(reminded)
    known.refresh_from_db()
    assert list(known.themes.all()) == themes[:1], "a stranger changes nothing of it"


def test_an_address_is_written_to_three_times_a_day(reader, themes):
    for _time in range(6):
        assert ask(reader, themes).status_code == 302
    assert OutgoingMail.objects.count() == 3
    Subscriber.objects.update(asked_at=timezone.now() - timedelta(days=2))
    ask(reader, themes)
    assert OutgoingMail.objects.count() == 4


def test_a_flood_is_stopped_with_a_word(reader, themes, monkeypatch):
    monkeypatch.setattr(services, "PER_TOWN_AN_HOUR", 2)
    for number in range(2):
        ask(reader, themes, f"n{number}@exemple.fr")
    response = ask(reader, themes)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert Subscriber.objects.count() == 2


def test_a_robot_is_told_what_a_person_is(reader, themes):
    assert ask(reader, themes, confirmation="x").status_code == 302
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("told", [{"email": "x"}, {"email": ""}, {"themes": []}, {"themes": ["99"]}, {"themes": ["x"]}])
def test_what_is_missing_is_named(reader, themes, told):
    response = reader.post("/lettre/", {"email": EMAIL, "themes": [themes[0].pk]} | told)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in page
    assert 'aria-invalid="true"' in page or "faux" in page
    assert not Subscriber.objects.exists()


def test_themes_are_changed_by_the_link(reader, themes, subscribed):
    found = subscribed(1)
    path = f"/lettre/mes-choix/{found.token}/"
    assert "checked" in reader.get(path).content.decode()
    assert "enregistré" in reader.post(path, {"themes": [themes[1].pk]}).content.decode()
    assert list(found.themes.all()) == [themes[1]]
    assert reader.post(path, {"themes": []}).status_code == 200
    assert list(found.themes.all()) == [themes[1]], "none is no choice: to leave has its own page"


def test_one_click_leaves_and_erases(themes, subscribed):
    found = subscribed(1)
    path = f"/lettre/quitter/{found.token}/"
    program = Client(headers={"host": "alpha.example"}, enforce_csrf_checks=True)
    assert program.get(path).status_code == 200
    assert Subscriber.objects.exists(), "a link that is followed does nothing"
    for _twice in range(2):
        response = program.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert response.status_code == 200
    assert not Subscriber.objects.exists()
    for name in ("confirmer", "mes-choix"):
        assert program.get(f"/lettre/{name}/{found.token}/").status_code == 200


def test_what_is_never_confirmed_is_forgotten(subscribed):
    subscribed(1, state="pending", asked_at=timezone.now() - timedelta(days=8))
    subscribed(2, state="pending", asked_at=timezone.now() - timedelta(days=6))
    subscribed(3)
    assert services.unconfirmed_forget() == 1
    assert Subscriber.objects.count() == 2


def test_each_town_has_its_own(site_b, themes, subscribed):
    found = subscribed(1)
    Theme.objects.create(town=site_b, name="Chez Bravo")
    stranger = Client(headers={"host": "bravo.example"})
    assert "École" not in stranger.get("/lettre/").content.decode()
    assert found.email not in stranger.get(f"/lettre/mes-choix/{found.token}/").content.decode()
    stranger.post(f"/lettre/quitter/{found.token}/")
    assert Subscriber.objects.filter(pk=found.pk).exists()
    response = stranger.post("/lettre/", {"email": EMAIL, "themes": [themes[0].pk]})
    assert response.status_code == 422, "another town's theme is none of its choices"


def test_in_english_too(reader, themes):
    reader.post("/en/lettre/", {"email": EMAIL, "themes": [themes[0].pk]})
    found = Subscriber.objects.get()
    assert found.language == "en"
    raw = bytes(OutgoingMail.objects.get().raw).decode()
    assert "/en/lettre/confirmer/" in raw
    assert "Hello" in raw
