"""Keeping what the lines say: each once, so that an import that was cut is simply begun again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from cms.council.importing.folder import Folder
from cms.council.importing.records import LineRefused, Record, record_of
from cms.council.importing.rows import read
from cms.council.models import Act, Meeting, PublishedVersion
from edm.files.api import Document, document_create
from edm.organisation.api import LegalBody

CREATED, KNOWN, REFUSED = "created", "known", "refused"


@dataclass
class Report:
    """What became of each line; `unused`: the PDFs that no line names."""

    counts: Counter[str] = field(default_factory=Counter)
    without_pdf: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def acts_import(
    *,
    body: LegalBody,
    csv: Path,
    folder: Path | None = None,
    nature: str = Act.Nature.DELIBERATION,
    siret: str = "",
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Take over the acts of a file; a line already kept (same body, nature, number, date) is left as it is.

    `dry_run` reads and checks everything and keeps nothing. Raises CsvUnreadable when the file is no list of acts.
    """
    files = Folder(folder)
    report = Report()
    used: set[Path] = set()
    seen: set[tuple[object, ...]] = set()
    for done, (line, row) in enumerate(read(csv), start=1):
        try:
            record = record_of(line, row, nature=nature, folder=files, siret=siret)
            outcome = _keep(record, body, seen, dry_run=dry_run)
        except LineRefused as refused:
            report.counts[REFUSED] += 1
            report.refused.append((line, "; ".join(refused.reasons)))
            continue
        report.counts[outcome] += 1
        report.without_pdf += record.pdf is None
        if record.pdf:
            used.add(record.pdf)
        if progress:
            progress(done)
    report.unused = sorted(str(path) for path in set(files.paths) - used)
    return report


def _keep(record: Record, body: LegalBody, seen: set[tuple[object, ...]], *, dry_run: bool) -> str:
    key = tuple(record.facts[name] for name in ("nature", "number", "date"))
    if key in seen:
        raise LineRefused([_("the same act stands twice in the file")])
    seen.add(key)
    known = Act.objects.filter(body=body, **{name: record.facts[name] for name in ("nature", "number", "date")})
    if known.exists():
        return KNOWN
    if record.pdf:
        _check_pdf(record.pdf)
    if dry_run:
        return CREATED
    # Bytes first: what is cut here leaves a document that nothing names, and the line is taken again.
    document = document_create(town=body.town, name=record.pdf.name, path=record.pdf) if record.pdf else None
    with transaction.atomic():
        _create(record, body, document)
    return CREATED


def _check_pdf(path: Path) -> None:
    with path.open("rb") as stream:
        if b"%PDF-" not in stream.read(1024):
            raise LineRefused([_("“%(name)s” is no PDF") % {"name": path.name}])


def _create(record: Record, body: LegalBody, document: Document | None) -> None:
    facts = dict(record.facts)
    facts["text"] = linebreaks(facts["text"], autoescape=True) if facts["text"] else ""
    online = _moment(record, body)
    meeting = _meeting(body, facts["date"]) if facts["nature"] == Act.Nature.DELIBERATION else None
    act = Act.objects.create(
        town=body.town,
        body=body,
        meeting=meeting,
        position=meeting.deliberations.count() + 1 if meeting else 1,
        state=Act.State.PUBLISHED,
        temporary=bool(facts["ends_on"]),
        transmitted_on=facts["prefecture_date"],
        imported=True,
        published_at=online,
        **facts,
    )
    if document:
        act.current = PublishedVersion.objects.create(
            town=body.town,
            kind=PublishedVersion.Kind.ACT,
            act=act,
            document=document,
            sha256=document.blob_id,
            title=str(act),
            author=act.author,
            put_online_at=online,
        )
        act.save(update_fields=["current"])


def _moment(record: Record, body: LegalBody) -> datetime:
    """When the public could first read it: the day the file says, where it says one, else now."""
    if record.published_on is None:
        return timezone.now()
    return datetime.combine(record.published_on, time(12), ZoneInfo(body.town.time_zone))


def _meeting(body: LegalBody, day: date) -> Meeting:
    found = Meeting.objects.filter(body=body, date=day).order_by("pk").first()
    if found is None:
        return Meeting.objects.create(town=body.town, body=body, date=day, state=Meeting.State.CLOSED, published=True)
    return found


def lines(report: Report) -> Iterator[str]:
    """The report in words, the most important last: it is what a terminal leaves on the screen."""
    for path in report.unused:
        yield _("not named by any line: %(path)s") % {"path": path}
    for line, reason in report.refused:
        yield _("line %(line)s refused: %(reason)s") % {"line": line, "reason": reason}
    yield _(
        "%(created)s taken, %(without)s of all lines without a PDF, %(known)s known already, %(refused)s refused"
    ) % {
        "created": report.counts[CREATED],
        "without": report.without_pdf,
        "known": report.counts[KNOWN],
        "refused": report.counts[REFUSED],
    }
