"""`manage.py search_rebuild`: make the index again from the database, while the old one serves."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from edm.search.api import rebuild


class Command(BaseCommand):
    help = "Makes the search index again from the database. The old one serves until the new one is complete."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{rebuild()} objects indexed")
