"""What the public reads of the council: what is online, of its own town."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.council.models import Meeting
from cms.council.selectors import latest
from edm.search.api import index_due, search_for
from tests.cms.council.conftest import PDF, Council, council_make
from tests.factories import TownHall


def get(hall: TownHall, path: str) -> Any:
    return Client(HTTP_HOST=hall.host).get(path)


def test_a_reader_goes_from_the_list_to_the_document(a: TownHall, council: Council) -> None:
    for prefix in ("", "/en"):
        meeting_url = f"{prefix}/conseil/seances/{council.meeting.pk}/"
        act_url = f"{prefix}/conseil/deliberations/{council.online.pk}/"
        assert meeting_url in get(a, f"{prefix}/conseil/").content.decode()
        meeting = get(a, meeting_url).content.decode()
        assert act_url in meeting
        assert council.waiting.title not in meeting
        act = get(a, act_url).content.decode()
        assert council.online.current.sha256 in act
        assert f"{prefix}/conseil/versions/{council.online.current.pk}/document.pdf" in act
        shortened = get(a, f"{prefix}/conseil/seances/")
        assert shortened.headers["Location"] == f"{prefix}/conseil/"
    response = get(a, f"/conseil/deliberations/{council.online.pk}/document.pdf")
    assert response.getvalue() == PDF
    assert response["Content-Type"] == "application/pdf"
    assert not response.cookies


def test_the_bar_of_a_vote_is_as_long_as_its_sides(council: Council) -> None:
    council.online.votes_for, council.online.votes_against, council.online.abstentions = 6, 3, 3
    assert council.online.vote_parts == [("pour", 0, 50), ("contre", 50, 25), ("abst", 75, 25)]
    council.online.votes_against = council.online.abstentions = None
    assert council.online.vote_parts == [("pour", 0, 100)]


def test_what_is_not_online_is_a_404(a: TownHall, b: TownHall, council: Council) -> None:
    hidden = council_make(a, date(2026, 12, 10), published=False)
    missing = [
        f"/conseil/deliberations/{council.waiting.pk}/",
        f"/conseil/deliberations/{council.waiting.pk}/document.pdf",
        f"/conseil/seances/{hidden.meeting.pk}/",
        f"/conseil/deliberations/{hidden.online.pk}/",
        f"/conseil/deliberations/{hidden.online.pk}/document.pdf",
        "/conseil/deliberations/999999/",
        "/conseil/?page=99",
    ]
    for path in missing:
        assert get(a, path).status_code == 404, path
    of_a = [
        f"/conseil/seances/{council.meeting.pk}/",
        f"/conseil/deliberations/{council.online.pk}/",
        f"/conseil/deliberations/{council.online.pk}/document.pdf",
    ]
    for path in of_a:
        response = get(a, path)
        assert response.status_code == 200, path
        list(response)  # closes the file
        assert get(b, path).status_code == 404, path
    assert council.meeting.get_absolute_url() not in get(b, "/conseil/").content.decode()


def test_the_list_is_by_year_and_by_page(a: TownHall) -> None:
    for n in range(25):
        Meeting.objects.create(town=a.town, body=a.body, date=date(2026, 1, 1) + timedelta(n), published=True)
    Meeting.objects.create(town=a.town, body=a.body, date=date(2025, 6, 5), published=True)
    assert get(a, "/conseil/").content.decode().count("/conseil/seances/") == 20
    assert get(a, "/conseil/?page=2").content.decode().count("/conseil/seances/") == 6
    assert get(a, "/conseil/?annee=2025").content.decode().count("/conseil/seances/") == 1


def test_each_page_takes_few_queries(a: TownHall, council: Council, django_assert_max_num_queries: Any) -> None:
    paths = {
        "/conseil/": 8,
        f"/conseil/seances/{council.meeting.pk}/": 14,
        f"/conseil/deliberations/{council.online.pk}/": 10,
        "/conseil/deliberations/": 9,
        "/conseil/arretes/": 8,
    }
    for path in paths:
        get(a, f"{path}?x=0")  # the menu and the footer are built once
    for path, most in paths.items():
        with django_assert_max_num_queries(most):
            assert get(a, f"{path}?x=1").status_code == 200


def test_the_home_page_gets_the_next_meeting_and_the_last_acts(
    a: TownHall, b: TownHall, council: Council, django_assert_num_queries: Any
) -> None:
    coming = timezone.now().date() + timedelta(days=18)
    Meeting.objects.create(town=a.town, body=a.body, date=coming, published=True)
    with django_assert_num_queries(2):
        found = latest(a.town)
        assert [act.date for act in found.deliberations] == [council.meeting.date]
    assert found.meeting is not None
    assert found.meeting.date == coming
    assert not latest(b.town)


@pytest.mark.usefixtures("index")
def test_the_public_finds_what_is_online(a: TownHall, b: TownHall, council: Council) -> None:
    while index_due():
        pass
    assert [hit.object.pk for hit in search_for(None, a.town, "tarif cantine").hits] == [council.online.pk]
    assert [hit.object.pk for hit in search_for(None, a.town, "2026-068").hits] == [council.online.pk]
    assert search_for(None, a.town, "subvention").count == 0
    assert search_for(None, b.town, "cantine").count == 0
    assert search_for(a.clerk, a.town, "cantine").count == 0  # the staff's search is of the mail
    council.meeting.published = False
    council.meeting.save()
    assert search_for(None, a.town, "cantine").count == 0
