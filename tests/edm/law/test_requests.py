from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edm.law import requests

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))


def test_ten_working_days_jump_over_holidays() -> None:
    assert requests.acknowledgement_due(date(2026, 11, 25)) == date(2026, 12, 9)
    assert requests.acknowledgement_due(date(2026, 12, 21)) == date(2027, 1, 6)  # Christmas and New Year's Day


def test_a_tacit_decision_does_not_move_at_a_weekend() -> None:
    due = requests.decision_due(date(2026, 11, 23))
    assert due == date(2027, 1, 23)  # a Saturday
    assert requests.notify_before(due) == date(2027, 1, 22)


@given(DAYS, st.integers(0, 90), st.integers(0, 400))
def test_a_suspended_delay_keeps_what_was_left(received: date, after: int, pause: int) -> None:
    due = requests.decision_due(received)
    stopped = received + timedelta(days=after)
    resumed = stopped + timedelta(days=pause)
    assert requests.suspended_due(due, stopped, resumed) - resumed == due - stopped


def test_a_delay_does_not_resume_before_it_stopped() -> None:
    with pytest.raises(ValueError, match="resumes after"):
        requests.suspended_due(date(2027, 1, 25), date(2026, 12, 4), date(2026, 12, 3))


def test_silence_that_accepts_starts_again_at_completion() -> None:
    assert requests.restarted_due(date(2026, 12, 18)) == date(2027, 2, 18)


def test_appeal_runs_two_months_after_the_decision() -> None:
    assert requests.appeal_until(date(2027, 1, 25)) == date(2027, 3, 25)
