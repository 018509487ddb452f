from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.operations.backup import backup_create
from portal.operations.databases import DatabaseRefusedError


class Command(BaseCommand):
    help = "Write database, files, pictures and key into FILE (a tar), while the town is served."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **_options: Any) -> None:
        target = file.resolve()
        if not target.parent.is_dir():
            raise CommandError(f"{target.parent} is not a folder")
        try:
            count = backup_create(target=target)
        except (DatabaseRefusedError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} files in {target}")
