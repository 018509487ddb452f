"""The status that the law lets a site declare."""

from datetime import date
from decimal import Decimal

import pytest

from edm.law.accessibility import Audit, conformity

DAY = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("rate", "today", "expected"),
    [
        ("100", date(2024, 3, 1), "total"),
        ("99.9", date(2024, 3, 1), "partial"),
        ("50", date(2024, 3, 1), "partial"),
        ("49.9", date(2024, 3, 1), "none"),
        ("0", date(2024, 3, 1), "none"),
        ("100", date(2027, 2, 27), "total"),
        ("100", date(2027, 2, 28), "none"),  # three years, date to date
    ],
)
def test_a_status_needs_its_rate_and_an_audit_that_holds(rate, today, expected):
    assert conformity(Audit(DAY, Decimal(rate)), today) == expected


@pytest.mark.parametrize("audit", [Audit(None, None), Audit(None, Decimal(100)), Audit(DAY, None)])
def test_without_an_audit_no_site_conforms(audit):
    assert conformity(audit, DAY) == "none"
