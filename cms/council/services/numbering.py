"""Numbers of acts: one gap-free series per legal body, nature and year."""

from __future__ import annotations

import re

from django.db import connection

from cms.council.models import Act, ActCounter, Assembly

# Begin the series or raise its counter, lock the row and read it: one statement, on SQLite and on PostgreSQL.
NEXT = """
    INSERT INTO cms_council_actcounter (body_id, nature, year, last) VALUES (%s, %s, %s, %s)
    ON CONFLICT (body_id, nature, year) DO UPDATE SET last = cms_council_actcounter.last + 1
    RETURNING last
"""


def number_take(act: Act, assembly: Assembly) -> tuple[int, int, str]:
    """(year, sequence, number) of the next act of the series; must run in the transaction that writes it.

    A series begins after the last number that was typed or imported in its pattern: a town that comes in the middle of
    a year goes on counting. One typed since is passed over by nobody: the series takes the place after it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken in the transaction that uses it")
    year, pattern = act.date.year, str(getattr(assembly, f"{act.nature}_pattern"))
    series = {"body_id": act.body_id, "nature": act.nature, "year": year}
    begun = ActCounter.objects.filter(**series).exists()
    first = 1 if begun else _last_typed(act, pattern) + 1
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [act.body_id, act.nature, year, first])
        (sequence,) = cursor.fetchone()
    return year, sequence, pattern.format(year=year, n=sequence)


def _last_typed(act: Act, pattern: str) -> int:
    typed = Act.objects.filter(body_id=act.body_id, nature=act.nature, date__year=act.date.year, sequence__isnull=True)
    last = 0
    for number in typed.exclude(number="").values_list("number", flat=True).iterator():
        for digits in re.findall(r"\d+", number):
            if pattern.format(year=act.date.year, n=int(digits)) == number:
                last = max(last, int(digits))
    return last
