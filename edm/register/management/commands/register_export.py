"""The register as JSON lines on the standard output, or in a file."""

from __future__ import annotations

import json
from argparse import ArgumentParser, FileType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from edm.organisation.models import Town
from edm.register.export import register_lines


class Command(BaseCommand):
    help = "Write the whole register as JSON lines: one item a line, and a line with number null for what has none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--town", help="the short name of one town; all of them otherwise")
        parser.add_argument(
            "--output", type=FileType("w", encoding="utf-8"), help="a file, instead of the standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        town = None
        if options["town"] and (town := Town.objects.filter(slug=options["town"]).first()) is None:
            known = ", ".join(Town.objects.values_list("slug", flat=True))
            raise CommandError(f"No town is called {options['town']}; there is: {known or 'none'}")
        out = options["output"] or self.stdout
        for line in register_lines(town):
            out.write(json.dumps(line, ensure_ascii=False) + ("\n" if options["output"] else ""))
        if options["output"]:
            options["output"].close()
