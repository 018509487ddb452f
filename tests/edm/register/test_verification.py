"""Every fault of the numbers is told, whichever way they came to be wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import F

from edm.register.models import Case, MailItem, RegisterCounter
from edm.register.verification import verify
from tests.factories import case_make, town_hall


def ahead(_last: MailItem) -> None:
    RegisterCounter.objects.update(last=F("last") + 1)


def gap(last: MailItem) -> None:
    MailItem.objects.filter(pk=last.pk).update(sequence=9)


def gone(last: MailItem) -> None:
    last.receptions.all().delete()
    last.delete()


def without_counter(_last: MailItem) -> None:
    RegisterCounter.objects.all().delete()


@pytest.mark.django_db
@pytest.mark.parametrize("harm", [ahead, gap, gone, without_counter])
def test_numbers_that_do_not_run_on_are_named(harm: Callable[[MailItem], None]) -> None:
    hall = town_hall("Une", "35001", hostname="une.example", is_default=True)
    for _ in range(3):
        case_make(hall)
    assert list(verify()) == []
    harm(MailItem.objects.order_by("sequence").last())
    (fault,) = verify()
    assert str(hall.body.pk) in fault
    assert Case.objects.count() == 3
