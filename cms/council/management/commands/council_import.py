"""`council_import FILE.csv`: takes over the acts that a town already has."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.council.importing.rows import COLUMNS, CsvUnreadable
from cms.council.importing.run import REFUSED, acts_import, lines
from cms.council.models import Act, Assembly
from edm.organisation.api import LegalBody, Town, town_default

COLUMNS_HELP = ", ".join(names[0] for names in COLUMNS.values())


class Command(BaseCommand):
    help = (
        "Take over acts from a CSV (any usual column names, or SCDL 2.1.5) and a folder of PDF. "
        "Repeat it after a cut: what is kept already is left alone. Ends with 1 when a line was refused. "
        f"Columns: {COLUMNS_HELP}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("csv", type=Path)
        parser.add_argument("--pdf", type=Path, help="folder of the PDFs, subfolders too")
        parser.add_argument("--town", help="short name of the town (default: the one of the default site)")
        parser.add_argument("--body", help="SIREN or name of the legal body (default: the commune)")
        parser.add_argument(
            "--siret", help="of the body whose acts these are, where it is another one (a merged commune)"
        )
        parser.add_argument("--nature", choices=Act.Nature.values, default=Act.Nature.DELIBERATION.value)
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        for path, kind in ((options["csv"], Path.is_file), (options["pdf"], Path.is_dir)):
            if path is not None and not kind(path):
                raise CommandError(f"{path}: not there")
        body = self._body(options["town"], options["body"])
        assembly = Assembly.objects.filter(body=body).first()
        own = body.siren + assembly.nic if assembly and assembly.nic and body.siren else ""
        try:
            report = acts_import(
                body=body,
                csv=options["csv"],
                folder=options["pdf"],
                nature=options["nature"],
                siret=options["siret"] or own,
                dry_run=options["dry_run"],
                progress=self._progress if options["verbosity"] else None,
            )
        except CsvUnreadable as error:
            raise CommandError(f"{options['csv']}: {error}") from error
        for line in lines(report):
            self.stdout.write(line)
        if report.counts[REFUSED]:
            raise CommandError(f"{report.counts[REFUSED]} lines refused; correct them and begin again", returncode=1)

    def _progress(self, done: int) -> None:
        if done % 500 == 0:
            self.stderr.write(f"{done} lines…")

    def _body(self, town_slug: str | None, wanted: str | None) -> LegalBody:
        town = Town.objects.filter(slug=town_slug).first() if town_slug else town_default()
        if town is None:
            raise CommandError("no such town" if town_slug else "no town yet: make one by town_create")
        bodies = town.bodies.all()
        found = bodies.filter(kind=LegalBody.Kind.COMMUNE) if not wanted else bodies.filter(siren=wanted)
        body = found.first() or (bodies.filter(name__iexact=wanted).first() if wanted else None)
        if body is None:
            raise CommandError(f"{town} has no such body; it has: {', '.join(map(str, bodies))}")
        return body
