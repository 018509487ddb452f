"""The rules of a sitting, on any assembly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edm.law import sittings as law

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
SMALL = st.integers(0, 69)
MEMBERS = st.sets(st.integers(1, 30))


@pytest.mark.parametrize(
    ("council", "population", "urgent", "second", "days"),
    [
        (True, 3499, False, False, 3),
        (True, 3500, False, False, 5),
        (True, 20000, True, False, 1),
        (True, 20000, False, True, 3),
        (False, 20000, False, False, 3),
    ],
)
def test_clear_days(council, population, urgent, second, days):
    assert law.clear_days(council=council, population=population, urgent=urgent, second=second) == days


def test_neither_the_day_of_sending_nor_that_of_the_meeting_counts():
    assert law.latest_to_send(date(2026, 11, 26), 3) == date(2026, 11, 22)  # 23, 24, 25 are clear
    assert law.is_in_time(date(2026, 11, 22), date(2026, 11, 26), 3)
    assert not law.is_in_time(date(2026, 11, 23), date(2026, 11, 26), 3)


@given(meeting=DAYS, days=st.integers(1, 5), early=st.integers(0, 60))
def test_a_notice_in_time_leaves_the_clear_days(meeting, days, early):
    latest = law.latest_to_send(meeting, days)
    assert law.days_between(latest, meeting) == days
    assert law.is_in_time(latest - timedelta(days=early), meeting, days)
    assert not law.is_in_time(latest + timedelta(days=1), meeting, days)


def test_second_convocation():
    assert law.second_from(date(2026, 11, 26)) == date(2026, 11, 29)


def test_note_from_3500():
    assert law.note_is_required(3500)
    assert not law.note_is_required(3499)


@given(in_office=st.integers(1, 69), present=SMALL)
def test_quorum_is_more_than_half(in_office, present):
    assert law.Quorum(present, in_office).is_met == (present > in_office / 2)
    assert law.Quorum(present, in_office, waived=True).is_met == (present > 0)


@given(present=MEMBERS, recused=MEMBERS)
def test_recused_members_are_out_of_the_quorum(present, recused):
    assert law.quorum(present=present, recused=recused, in_office=30).present == len(present - recused)


@given(present=MEMBERS, recused=MEMBERS, holders=st.dictionaries(st.integers(1, 30), st.integers(1, 30)))
def test_proxies_in_force(present, recused, holders):
    for giver, holder in law.proxies_in_force(present=present, recused=recused, holders=holders).items():
        assert giver not in present | recused
        assert holder in present - recused
        assert giver != holder


@pytest.mark.parametrize(
    ("giver", "holder", "fault"),
    [(1, 1, "self"), (3, 4, "giver_present"), (1, 2, "holder_absent"), (1, 5, "holder_taken"), (1, 3, "")],
)
def test_proxy_fault(giver, holder, fault):
    assert law.proxy_fault(giver=giver, holder=holder, present={3, 4, 5}, holders={2: 5}) == fault


def test_the_same_proxy_again_is_no_fault():
    assert law.proxy_fault(giver=2, holder=5, present={5}, holders={2: 5}) == ""


@given(
    yes=SMALL, no=SMALL, out=SMALL, secret=st.booleans(), chair=st.sampled_from(["for", "against", "abstention", ""])
)
def test_ballot_result(yes, no, out, secret, chair):
    result = law.ballot_result(law.Count(yes, no, out), secret=secret, chair_choice=chair)
    if yes != no:
        assert result == law.Result(yes > no)  # abstentions weigh nothing
    elif secret or yes == 0 or chair in ("abstention", ""):
        assert result == law.Result(adopted=False)
    else:
        assert result == law.Result(chair == "for", casting_vote=True)


@given(yes=st.integers(-3, 30), no=st.integers(-3, 30), out=SMALL, rest=SMALL, entitled=SMALL)
def test_totals_are_no_more_than_those_entitled(yes, no, out, rest, entitled):
    possible = law.count_is_possible(law.Count(yes, no, out, rest), entitled)
    assert possible == (yes >= 0 and no >= 0 and yes + no + out + rest <= entitled)


@pytest.mark.parametrize(
    ("asking", "present", "appointment", "due"),
    [(4, 12, False, True), (3, 12, False, False), (0, 0, False, False), (0, 12, True, True)],
)
def test_secret_ballot(asking, present, appointment, due):
    assert law.secret_ballot_due(asking=asking, present=present, appointment=appointment) is due
