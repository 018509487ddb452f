"""Register numbers: two gap-free sequences (arrival, departure) per legal body and year."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from edm.organisation.models import LegalBody
from edm.register.models import MailItem

# Begin the series or raise its counter, lock the row and read it: one statement, which SQLite (3.35 and later) and
# PostgreSQL both speak. The ORM needs two or three.
NEXT = """
    INSERT INTO edm_register_registercounter (body_id, direction, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (body_id, direction, year) DO UPDATE SET last = edm_register_registercounter.last + 1
    RETURNING last
"""


class RegisterNumber(NamedTuple):
    year: int
    sequence: int
    text: str


def number_next(*, body: LegalBody, direction: str, at: datetime) -> RegisterNumber:
    """Take the next number of a series; must run in the transaction that writes the item.

    The counter's row stays locked until that transaction ends, and a rollback gives the number back: the
    sequence has neither gap nor double. `at` is the moment of registration; its year counts in the town's
    time zone.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a register number is taken in the transaction that uses it")
    year = at.astimezone(ZoneInfo(body.town.time_zone)).year
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [body.pk, direction, year])
        (sequence,) = cursor.fetchone()
    pattern = body.arrival_pattern if direction == MailItem.Direction.IN else body.departure_pattern
    return RegisterNumber(year, sequence, pattern.format(year=year, n=sequence))
