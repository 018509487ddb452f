"""The diary, the dated lists, the news by topic, the feeds."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from cms.pages import cache
from cms.pages.models import (
    AToZPage,
    ContactPage,
    EventIndexPage,
    EventPage,
    HomePage,
    JobIndexPage,
    JobPage,
    NewsCategory,
    NewsIndexPage,
    NewsPage,
)
from edm.organisation.api import Town

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# A page costs eight; a list its rows too, a topic its name.
MOST_QUERIES = {
    "/contact/": 7,
    "/actualites/": 10,
    "/actualites/?theme=ecole": 10,
    "/actualites/n22/": 9,
    "/agenda/": 9,
    "/a-z/": 9,
}


@pytest.fixture
def today() -> date:
    return datetime.now(ZoneInfo("Europe/Paris")).date()


@pytest.fixture
def diary(home: HomePage) -> EventIndexPage:
    found: EventIndexPage = EventIndexPage.objects.child_of(home).get()
    return found


def test_what_is_over_leaves_and_what_comes_back_stays(
    reader: Client, add: Any, diary: EventIndexPage, today: date
) -> None:
    add(EventPage, diary, title="Hier", starts_on=today - DAY)
    add(EventPage, diary, title="Encore là", starts_on=today - DAY, ends_on=today + DAY)
    add(EventPage, diary, title="Marché", starts_on=today - 70 * DAY, repeats="weekly", place="Halle")
    add(EventPage, diary, title="Fini", starts_on=today - 70 * DAY, repeats="weekly", until=today - 7 * DAY)
    page = reader.get("/agenda/").content.decode()
    assert "Encore là" in page
    assert page.count("Marché</a>") == 19
    assert "Hier" not in page
    assert "Fini" not in page
    assert "page=2" in page
    month = (today - DAY).strftime("%Y-%m")
    assert "Hier" in reader.get(f"/agenda/?mois={month}").content.decode()
    assert "Marché" in reader.get("/").content.decode()


@pytest.mark.parametrize("query", ["mois=2026-13", "mois=x", "mois=9999-01", "page=99", "page=x"])
def test_a_month_that_is_none(reader: Client, diary: EventIndexPage, query: str) -> None:
    assert reader.get(f"/agenda/?{query}").status_code == 404


def test_an_event_that_ends_before_it_begins_is_refused(add: Any, diary: EventIndexPage, today: date) -> None:
    event = EventPage(title="x", slug="x", starts_on=today, starts_at=time(10))
    for wrong in ({"ends_on": today - DAY}, {"ends_at": time(9)}, {"until": today - DAY}):
        bad = EventPage(title="x", slug="x", starts_on=today, starts_at=time(10), **wrong)
        with pytest.raises(ValidationError) as refused:
            bad.clean()
        assert set(refused.value.message_dict) == set(wrong)
    event.clean()


def test_calendars_are_read_by_their_parser_and_keep_the_hour_over_the_change_of_clocks(
    reader: Client, add: Any, diary: EventIndexPage
) -> None:
    event = add(
        EventPage,
        diary,
        title="Marché ; fruits, légumes",
        starts_on=date(2026, 10, 4),
        starts_at=time(8),
        ends_at=time(13),
        repeats="weekly",
        until=date(2027, 4, 4),
        exceptions=[("day", date(2026, 12, 27))],
        place="Halle",
    )
    add(EventPage, diary, title="Fête", starts_on=date(2027, 6, 21), ends_on=date(2027, 6, 22))
    whole = Calendar.from_ical(reader.get("/agenda/agenda.ics").content)
    market, party = sorted(whole.walk("VEVENT"), key=lambda one: str(one["dtstart"].dt))
    assert str(market["summary"]) == "Marché ; fruits, légumes"
    assert market["dtstart"].dt == datetime(2026, 10, 4, 8, tzinfo=ZoneInfo("Europe/Paris"))
    assert market["rrule"]["BYDAY"] == ["SU"]
    assert market["exdate"].dts[0].dt.date() == date(2026, 12, 27)
    assert (party["dtstart"].dt, party["dtend"].dt) == (date(2027, 6, 21), date(2027, 6, 23))
    assert [str(zone["tzid"]) for zone in whole.walk("VTIMEZONE")] == ["Europe/Paris"]
    alone = Calendar.from_ical(reader.get(f"/agenda/{event.pk}.ics").content)
    assert alone.walk("VEVENT")[0]["uid"] == market["uid"]
    event.unpublish()
    assert reader.get(f"/agenda/{event.pk}.ics").status_code == 404


def test_another_town_has_another_diary(other: Town, add: Any, diary: EventIndexPage, today: date) -> None:
    event = add(EventPage, diary, title="Chez Alpha", starts_on=today)
    bravo = Client(headers={"host": "bravo.example"})
    assert "Chez Alpha" not in bravo.get("/agenda/").content.decode()
    assert "Chez Alpha" not in bravo.get("/agenda/agenda.ics").content.decode()
    assert bravo.get(f"/agenda/{event.pk}.ics").status_code == 404


def test_an_offer_leaves_the_list_the_day_after(reader: Client, add: Any, home: HomePage, today: date) -> None:
    index = add(JobIndexPage, title="Offres", slug="offres")
    assert "Rien en ce moment" in reader.get("/offres/").content.decode()
    add(JobPage, index, title="Jardinier", closes_on=today, summary="Au vert")
    past = add(JobPage, index, title="Cuisinière", closes_on=today - DAY, how_to_apply="<p>Écrivez</p>")
    page = reader.get("/offres/").content.decode()
    assert "Jardinier" in page
    assert "Cuisinière" not in page
    assert "Cuisinière" in reader.get("/offres/?termines=1").content.decode()
    assert "Terminé le" in (told := reader.get(past.url).content.decode())
    assert "Écrivez" not in told


@pytest.fixture
def topics(town: Town, home: HomePage, add: Any) -> list[NewsCategory]:
    index = NewsIndexPage.objects.child_of(home).get()
    made = [NewsCategory.objects.create(town=town, name=name) for name in ("École", "Travaux")]
    for number in range(24):
        day = date(2026, 11, 1) + number * DAY
        add(NewsPage, index, title=f"Nouvelle {number:02d}", slug=f"n{number}", date=day, category=made[number % 2])
    return made


def test_news_by_topic(reader: Client, topics: list[NewsCategory]) -> None:
    page = reader.get("/actualites/?theme=ecole").content.decode()
    assert "Nouvelle 22" in page
    assert "Nouvelle 23" not in page
    assert "theme=ecole&amp;page=2" in page
    assert reader.get("/actualites/?theme=inconnu").status_code == 404
    assert "Nouvelle 20" in reader.get("/actualites/n22/").content.decode()  # of the same topic


def test_feeds(reader: Client, other: Town, topics: list[NewsCategory]) -> None:
    answer = reader.get("/actualites/rss.xml")
    assert answer["Content-Type"].startswith("application/rss+xml")
    channel = ET.fromstring(answer.content).find("channel")
    assert channel is not None
    items = channel.findall("item")
    assert len(items) == 20
    assert items[0].findtext("title") == "Nouvelle 23"
    assert items[0].findtext("category") == "Travaux"
    assert items[0].findtext("link", "").startswith("http://alpha.example/actualites/")
    assert b"Nouvelle 23" not in reader.get("/actualites/ecole/rss.xml").content
    bravo = Client(headers={"host": "bravo.example"})
    assert b"Nouvelle" not in bravo.get("/actualites/rss.xml").content
    assert bravo.get("/actualites/ecole/rss.xml").status_code == 404


@pytest.mark.parametrize(
    "path", ["/actualites/", "/actualites/?theme=ecole", "/actualites/n22/", "/agenda/", "/a-z/", "/contact/"]
)
def test_few_queries(
    reader: Client,
    add: Any,
    topics: list[NewsCategory],
    diary: EventIndexPage,
    today: date,
    path: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    add(AToZPage, title="De A à Z", slug="a-z")
    for number in range(30):
        add(EventPage, diary, title=f"Fête {number}", starts_on=today + number * DAY)
    assert ContactPage.objects.exists()
    reader.get(path)
    cache._pages.clear()
    with django_assert_max_num_queries(MOST_QUERIES.get(path, 8)):
        assert reader.get(path).status_code == 200
