"""What a site may say of its accessibility: loi 2005-102, article 47; décret 2019-768; RGAA 4.1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from edm.law.calendar import add_months

AUDIT_MONTHS = 36  # RGAA 4.1: a statement holds three years, then a new audit is due
PLAN_YEARS = 3  # décret 2019-768, article 7: the multi-year plan covers three years at most
PARTIAL_FROM = Decimal(50)  # per cent of the criteria that apply


class Conformity(StrEnum):
    NONE = "none"
    PARTIAL = "partial"
    TOTAL = "total"


@dataclass(frozen=True)
class Audit:
    """The last one: its day, and the rate of the applicable criteria that are met, in per cent."""

    day: date | None
    rate: Decimal | None

    @property
    def valid_until(self) -> date | None:
        return add_months(self.day, AUDIT_MONTHS) if self.day else None

    def is_valid(self, today: date) -> bool:
        return self.valid_until is not None and self.rate is not None and today < self.valid_until


def conformity(audit: Audit, today: date) -> Conformity:
    """The status to declare: not conforming without a valid audit, whatever the site is worth."""
    if not audit.is_valid(today) or audit.rate is None or audit.rate < PARTIAL_FROM:
        return Conformity.NONE
    return Conformity.TOTAL if audit.rate == 100 else Conformity.PARTIAL
