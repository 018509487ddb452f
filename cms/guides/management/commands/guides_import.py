"""`guides_import PATH`: takes over the sheets of service-public.fr."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.guides.models import GuideImport
from cms.guides.services import guides_import, guides_render


class Command(BaseCommand):
    help = (
        "Take over the sheets of service-public.fr (co-marquage, schema 3.x) from a zip or a folder of XML. "
        "What has not changed is left alone, a bad file is reported and passed over; repeat it after a cut."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--partial", action="store_true", help="do not withdraw the sheets that are not in it")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["path"].exists():
            raise CommandError(f"{options['path']}: not there")
        guides_render()
        run = guides_import(
            path=options["path"],
            complete=not options["partial"],
            progress=self._progress if options["verbosity"] else None,
        )
        for name, reason in run.skipped:
            self.stdout.write(f"{name} passed over: {reason}")
        for name, times in sorted(run.unknown.items()):
            self.stdout.write(f"unknown element {name}: {times} times, its text is shown")
        self.stdout.write(
            f"{run.imported} imported, {run.unchanged} unchanged, {len(run.skipped)} passed over, "
            f"{run.withdrawn} withdrawn, {sum(run.unknown.values())} unknown elements"
        )
        if run.state == GuideImport.State.FAILED:
            raise CommandError(run.error)

    def _progress(self, done: int) -> None:
        if done % 500 == 0:
            self.stderr.write(f"{done} files…")
