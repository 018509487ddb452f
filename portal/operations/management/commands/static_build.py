from typing import Any

from django.core.management.base import BaseCommand

from portal.operations.static import static_build


class Command(BaseCommand):
    help = "Collect the static files, unless nothing they are made of has changed."

    def handle(self, **_options: Any) -> None:
        self.stdout.write("static files collected" if static_build() else "static files are up to date")
