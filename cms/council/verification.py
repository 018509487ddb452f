"""What `verify` asks of the council: what was put online is still there, byte for byte, and nothing may change it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max, Min

from cms.council.files import fingerprint_holds
from cms.council.immutability import triggers_missing
from cms.council.models import Act, ActCounter, PublishedVersion


def verify() -> Iterator[str]:
    """One line a fault: missing triggers, lost or changed bytes, acts that point elsewhere, numbers with a gap."""
    for trigger in sorted(triggers_missing()):
        yield f"the trigger {trigger} is not in the database: run migrate"
    for version in PublishedVersion.objects.select_related("document").iterator(chunk_size=500):
        if version.sha256 != version.document.blob_id:
            yield f"version {version.pk} ({version.title}) does not name the bytes it was put online with"
        elif not fingerprint_holds(version):
            yield f"the file of version {version.pk} ({version.title}) is lost or changed"
    shown = Act.objects.filter(current__isnull=False).select_related("current")
    for act in shown.defer("text", "public_text", "words").iterator(chunk_size=500):
        if act.current and act.current.act_id != act.pk:
            yield f"act {act.pk} shows a version of another act"
    yield from _numbers()


def _numbers() -> Iterator[str]:
    series = ("body", "nature", "year")
    given = Act.objects.filter(sequence__isnull=False).values(*series).order_by()
    counted = {
        tuple(row[name] for name in series): row
        for row in given.annotate(first=Min("sequence"), last=Max("sequence"), count=Count("pk"))
    }
    for counter in ActCounter.objects.iterator():
        row = counted.pop((counter.body_id, counter.nature, counter.year), None)
        if row is None:
            yield f"the series {counter} has no act"
        elif row["last"] != counter.last or row["last"] - row["first"] + 1 != row["count"]:
            yield f"the series {counter} has a gap"
    for row in counted.values():
        yield f"acts of body {row['body']}, {row['nature']}, {row['year']} have numbers and no counter"
