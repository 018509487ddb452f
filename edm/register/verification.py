"""The register's own check: numbers without gap or double."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from edm.register.models import MailItem, RegisterCounter

SERIES = ("body_id", "direction", "year")


def verify() -> Iterator[str]:
    """Yield one sentence a fault: per legal body, direction and year the numbers run 1, 2, 3… to the counter."""
    # Counter and items by one statement each: what is registered meanwhile is in both or in none.
    counters = RegisterCounter.objects.annotate(count=_of_items(Count("id")), highest=_of_items(Max("sequence")))
    for row in counters.exclude(count=F("last"), highest=F("last")).order_by(*SERIES):
        key = (row.body_id, row.direction, row.year)
        yield f"series {key}: {row.count} items, highest number {row.highest}, counter at {row.last}"
    same = RegisterCounter.objects.filter(**{name: OuterRef(name) for name in SERIES})
    for key in MailItem.objects.filter(~Exists(same)).order_by(*SERIES).values_list(*SERIES).distinct():
        yield f"series {key}: items, and no counter"


def _of_items(figure: Count | Max) -> Coalesce:
    items: QuerySet[MailItem] = MailItem.objects.filter(**{name: OuterRef(name) for name in SERIES})
    return Coalesce(Subquery(items.order_by().values("year").annotate(figure=figure).values("figure")), 0)
