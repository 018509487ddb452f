"""Alerts: when, where and in what language they stand on the site; given and ended by who may."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.pages.alert_presets import PRESETS
from cms.pages.models import Alert, ContentPage
from edm.organisation.api import Role, Town, membership_grant
from tests.factories import user_make

HOUR = timedelta(hours=1)
QUERIES = 7
BAND = re.compile(r'<div class="bandeau (\w+)".*?<strong>(.+?)</strong>', re.DOTALL)


@pytest.fixture
def alert(town: Town) -> Any:
    def make(title: str = "Coupure d’eau", **more: Any) -> Alert:
        return Alert.objects.create(town=town, title=title, **more)

    return make


@pytest.fixture
def bands(reader: Client) -> Any:
    """(level, title) of each alert at an address."""
    return lambda path="/": BAND.findall(reader.get(path).content.decode())


def staff(town: Town, role: Role, host: str = "alpha.example") -> Client:
    person = user_make()
    membership_grant(user=person, town=town, role=role)
    client = Client(headers={"host": host})
    client.force_login(person, backend="portal.accounts.backends.LoginBackend")
    return client


def test_it_stands_between_its_two_moments(alert, bands):
    now = timezone.now()
    alert("Now", starts_at=now - HOUR, ends_at=now + HOUR)
    alert("Open end", starts_at=now - HOUR)
    alert("Over", starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    alert("Later", starts_at=now + HOUR)
    assert [title for _tone, title in bands()] == ["Open end", "Now"]


def test_the_gravest_comes_first_and_each_page_has_it(alert, bands, add):
    add(ContentPage, title="Eau", slug="eau")
    for tone in ("ok", "info", "err", "att"):
        alert(tone, tone=tone)
    for path in ("/", "/eau/", "/recherche/", "/actualites/", "/nowhere/", "/connexion/"):
        assert [tone for tone, _title in bands(path)] == ["err", "att", "info", "ok"], path


def test_that_of_a_section_stands_there_and_below_alone(alert, bands, add):
    section = add(ContentPage, title="École", slug="ecole")
    add(ContentPage, parent=section, title="Cantine", slug="cantine")
    alert("Grève", section=section)
    assert bands("/") == []
    assert bands("/ecole/") == bands("/ecole/cantine/") == [("att", "Grève")]


def test_it_speaks_the_reader_s_language_or_says_which(alert, bands, reader):
    alert("Coupure d’eau", translations={"en": {"title": "Water cut", "text": ""}})
    assert bands("/") == [("att", "Coupure d’eau")]
    assert bands("/en/") == [("att", "Water cut")]
    alert("Crue", tone="err")
    assert '<p lang="fr"><strong>Crue</strong>' in reader.get("/en/").content.decode()


def test_it_can_be_closed_without_a_cookie_only_where_that_was_said(alert, reader):
    closed = alert("Crue", tone="err", dismissible=False)
    html = reader.get("/").content.decode()
    assert "data-alerte" not in html
    assert "alerts.js" not in html
    closed.dismissible = True
    closed.save()
    response = reader.get("/")
    assert "data-alerte" in response.content.decode()
    assert "theme/alerts" in response.content.decode()
    assert not response.cookies


def test_what_is_typed_is_text(alert, reader):
    alert("<script>x</script>", text="<img src=x>")
    html = reader.get("/").content.decode()
    assert "<script>x" not in html
    assert "<img src=x>" not in html


def test_it_is_shown_and_gone_at_the_next_request(alert, bands):
    assert bands() == []
    given = alert("Crue")
    assert len(bands()) == 1
    given.delete()
    assert bands() == []


def test_another_town_s_stay_there(alert, other, bands):
    Alert.objects.create(town=other, title="Chez Bravo")
    assert bands() == []


def test_a_page_costs_as_much_with_alerts(alert, reader, add, django_assert_num_queries):
    add(ContentPage, title="Eau", slug="eau")
    reader.get("/eau/?a=1")
    with django_assert_num_queries(QUERIES):
        reader.get("/eau/?a=2")
    for number in range(4):
        alert(f"A{number}")
    reader.get("/eau/?a=3")
    with django_assert_num_queries(QUERIES):
        reader.get("/eau/?a=4")


@pytest.mark.parametrize("key", PRESETS)
def test_two_clicks_put_a_known_alert_on_the_site(town, bands, key):
    webmaster = staff(town, Role.WEBMASTER)
    home = webmaster.get("/gestion/").content.decode()
    address = f"/gestion/alertes/new/?modele={key}"
    assert address in home
    form = webmaster.get(address).context["form"]
    told = {f"{name}": form[name].value() for name in form.fields}
    told = {
        name: value.strftime("%Y-%m-%d %H:%M") if hasattr(value, "strftime") else value for name, value in told.items()
    }
    response = webmaster.post("/gestion/alertes/new/", {name: value for name, value in told.items() if value})
    assert response.status_code == 302, response.context["form"].errors
    assert bands("/")[0][0] == PRESETS[key].tone
    assert bands("/en/") != bands("/"), "in English too"


def test_who_keeps_the_town_hall_running_ends_it(town, alert, bands):
    given = alert("Crue")
    registrar = staff(town, Role.REGISTRAR)
    assert f"/gestion/alertes/end/{given.pk}/" in registrar.get("/gestion/").content.decode()
    for _twice in range(2):
        assert registrar.post(f"/gestion/alertes/end/{given.pk}/").status_code == 302
    assert bands() == []
    assert "Crue" in registrar.get("/gestion/alertes/").content.decode()


def test_another_town_s_is_not_found(town, other):
    theirs = Alert.objects.create(town=other, title="Chez Bravo")
    webmaster = staff(town, Role.WEBMASTER)
    assert webmaster.post(f"/gestion/alertes/end/{theirs.pk}/").status_code == 404
    assert webmaster.get(f"/gestion/alertes/edit/{theirs.pk}/").status_code == 404
    assert "Bravo" not in webmaster.get("/gestion/alertes/").content.decode()


def test_an_end_before_the_beginning_is_refused(town):
    told = {"tone": "att", "title": "X", "starts_at": "2026-11-26 10:00", "ends_at": "2026-11-26 09:00"}
    response = staff(town, Role.WEBMASTER).post("/gestion/alertes/new/", told)
    assert response.status_code == 200
    assert "ends_at" in response.context["form"].errors
    assert not Alert.objects.exists()
