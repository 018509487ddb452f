"""The register's own check: numbers without gap or double."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max

from edm.register.models import MailItem, RegisterCounter


def verify() -> Iterator[str]:
    """Yield one sentence a fault: per legal body, direction and year the numbers run 1, 2, 3… to the counter."""
    series = MailItem.objects.order_by().values_list("body_id", "direction", "year")
    found = {key[:3]: key[3:] for key in series.annotate(Count("id"), Max("sequence"))}
    counters = {(row.body_id, row.direction, row.year): row.last for row in RegisterCounter.objects.all()}
    for key in sorted(found.keys() | counters.keys()):
        count, highest = found.get(key, (0, 0))
        last = counters.get(key, 0)
        if not count == highest == last:
            yield f"series {key}: {count} items, highest number {highest}, counter at {last}"
