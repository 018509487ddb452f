"""Taking the sheets in: one file a transaction, so that a run that was cut is begun again where it stood."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from defusedxml.ElementTree import fromstring, tostring
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.guides.models import Guide, GuideImport
from cms.guides.parse import GuideUnreadable, Parsed, parse
from cms.guides.rendering import VERSION, render
from cms.guides.sources import SourceUnusable, downloaded, files
from cms.pages.generation import advance

KEPT_RUNS = 30
DAY = timedelta(hours=24)
TRY_AGAIN = timedelta(hours=1)


def guides_import(
    *, path: Path, source: str = "", complete: bool = True, progress: Callable[[int], None] | None = None
) -> GuideImport:
    """Take over every sheet of a folder or a zip; the unchanged are left alone, a bad file is told and passed over.

    `complete`: sheets that are no longer in it are withdrawn. The public sees all of it at once, at the end.
    A source that can't be read at all ends the run as failed, and changes nothing.
    """
    run = GuideImport.objects.create(source=source or str(path))
    seen: set[str] = set()
    unknown: Counter[str] = Counter()
    try:
        for done, (name, data) in enumerate(files(path), start=1):
            try:
                code = _take(run, data)
            except GuideUnreadable as refused:
                run.skipped.append([name, str(refused)])
                code = name.rpartition(".")[0].upper()  # a sheet whose new file is bad keeps its old text
            seen.add(code)
            if progress:
                progress(done)
    except SourceUnusable as error:
        run.error, run.state = str(error)[:300], GuideImport.State.FAILED
    else:
        run.state = GuideImport.State.DONE
        if complete:
            run.withdrawn = _withdraw(seen)
        for counts in Guide.objects.live().exclude(unknown={}).values_list("unknown", flat=True):
            unknown.update(counts)
    run.unknown, run.ended_at = dict(unknown), timezone.now()
    with transaction.atomic():
        run.save()
        if run.imported or run.withdrawn:
            advance()
        for old in GuideImport.objects.all()[KEPT_RUNS:]:
            old.delete()
    return run


def guides_render() -> int:
    """Render again the sheets that an older version of our rendering made; how many were."""
    done = 0
    for guide in Guide.objects.exclude(rendering=VERSION).iterator(chunk_size=50):
        rendered = render(fromstring(guide.xml, forbid_dtd=True))
        guide.html, guide.text, guide.unknown = rendered.html, rendered.text, dict(rendered.unknown)
        guide.rendering = VERSION
        guide.save()
        done += 1
    if done:
        advance()
    return done


def guides_due() -> bool:
    """The worker asks: sheets of an older rendering, or a set to fetch."""
    return Guide.objects.exclude(rendering=VERSION).exists() or guides_fetch_due()


def guides_work() -> bool:
    """What is due of it, in a process aside."""
    guides_render()
    return guides_fetch() if guides_fetch_due() else True


def guides_fetch_due() -> bool:
    return bool(_sets_due())


def guides_fetch() -> bool:
    """Fetch the latest sets and take them over; what there is stays where one can't be had. Whether a run was made."""
    due = _sets_due()
    for address in due:
        try:
            with downloaded(address) as path:
                guides_import(path=path, source=address)
        except SourceUnusable as error:
            GuideImport.objects.create(
                source=address, state=GuideImport.State.FAILED, error=str(error)[:300], ended_at=timezone.now()
            )
    return bool(due)


def _sets_due() -> list[str]:
    """The addresses to fetch from: those whose last run is a day old (an hour, if it failed)."""
    now, due = timezone.now(), []
    for address in settings.PARVIS_GUIDES_URL:
        last = GuideImport.objects.filter(source=address).first()
        wait = DAY if last and last.state == GuideImport.State.DONE else TRY_AGAIN
        if last is None or now - last.started_at > wait:
            due.append(address)
    return due


def _take(run: GuideImport, data: bytes | None) -> str:
    if data is None:
        raise GuideUnreadable("too heavy")
    try:
        parsed = parse(data)
    except RecursionError as error:
        raise GuideUnreadable("its elements are nested too deep") from error
    sha256 = hashlib.sha256(data).hexdigest()
    known = Guide.objects.filter(pk=parsed.code).only("sha256", "rendering", "withdrawn_at").first()
    if known and (known.sha256, known.rendering, known.withdrawn_at) == (sha256, VERSION, None):
        run.unchanged += 1
        return parsed.code
    _keep(parsed, sha256)
    run.imported += 1
    return parsed.code


def _keep(parsed: Parsed, sha256: str) -> None:
    try:
        rendered, xml = render(parsed.root), tostring(parsed.root, encoding="unicode")
    except RecursionError as error:
        raise GuideUnreadable("its elements are nested too deep") from error
    Guide.objects.update_or_create(
        code=parsed.code,
        defaults={
            "kind": parsed.kind,
            "audience": parsed.audience,
            "title": parsed.title,
            "description": parsed.description,
            "trail": parsed.trail,
            "theme": parsed.theme,
            "updated_on": parsed.updated_on,
            "source_url": parsed.source_url,
            "html": rendered.html,
            "text": rendered.text,
            "unknown": dict(rendered.unknown),
            "xml": xml,
            "sha256": sha256,
            "rendering": VERSION,
            "withdrawn_at": None,
        },
    )


def _withdraw(seen: set[str]) -> int:
    """Those of the same public that are no longer in the set. A set cut short takes nothing off the site."""
    now, gone = timezone.now(), 0
    for audience in Guide.Audience.values:
        codes = set(Guide.objects.live().filter(audience=audience).values_list("code", flat=True))
        kept = codes & seen
        if kept and len(kept) * 2 >= len(codes):
            for guide in Guide.objects.filter(pk__in=codes - seen).only("code"):
                guide.withdrawn_at = now
                guide.save(update_fields=["withdrawn_at"])
                gone += 1
    return gone
