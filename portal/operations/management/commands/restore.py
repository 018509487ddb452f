from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from edm.search import api as search
from portal.operations.databases import DatabaseRefusedError
from portal.operations.drill import drill
from portal.operations.restore import RestoreRefusedError, restore


class Command(BaseCommand):
    help = "Replace the town's data by those of a backup, with the services stopped; what was there is kept aside."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--drill",
            action="store_true",
            help="an exercise: restore into a place of its own, verify there, replace nothing; the town is served on",
        )

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            self.exercise(file.resolve()) if options["drill"] else self.restore(file.resolve())
        except (RestoreRefusedError, DatabaseRefusedError) as error:
            raise CommandError(f"nothing was replaced:\n{error}") from error

    def restore(self, source: Path) -> None:
        kept = restore(source=source)
        call_command("migrate", interactive=False, verbosity=0)
        search.rebuild()
        self.stdout.write(f"restored from {source}; what was there before is kept as:")
        for path in kept:
            self.stdout.write(f"    {path}")

    def exercise(self, source: Path) -> None:
        if faults := drill(source=source):
            raise CommandError("this backup would not do:\n" + "\n".join(faults))
        self.stdout.write(f"{source} was restored elsewhere, verified clean, and thrown away: it would do")
