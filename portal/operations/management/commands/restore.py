from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from edm.search import api as search
from portal.operations.databases import DatabaseRefusedError
from portal.operations.restore import RestoreRefusedError, restore


class Command(BaseCommand):
    help = "Replace the town's data by those of a backup, with the services stopped; what was there is kept aside."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **_options: Any) -> None:
        try:
            kept = restore(source=file.resolve())
        except (RestoreRefusedError, DatabaseRefusedError) as error:
            raise CommandError(f"nothing was replaced:\n{error}") from error
        call_command("migrate", interactive=False, verbosity=0)
        search.rebuild()
        self.stdout.write(f"restored from {file}; what was there before is kept as:")
        for path in kept:
            self.stdout.write(f"    {path}")
