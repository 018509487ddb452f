"""Fills an empty installation with the demonstration town."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from edm.organisation.api import town_default
from portal.demo.cases import cases_load
from portal.demo.council import council_load
from portal.demo.people import people_load
from portal.demo.procedures import procedures_load
from portal.demo.site import site_load
from portal.demo.templates import templates_load
from portal.demo.townhall import kinds_load, townhall_load, units_load


class Command(BaseCommand):
    help = "Load the demonstration town Saint-Exemple-sur-Vilaine into an empty installation."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PARVIS_DEMO_PASSWORD:
            raise CommandError("Set PARVIS_DEMO_PASSWORD: the demonstration accounts have no password of their own")
        if (town := town_default()) is not None:
            self.stdout.write(f"{town} is there already: nothing to load.")
            return
        # One transaction: a load cut short leaves the database empty, and is simply run again.
        with transaction.atomic():
            town = townhall_load(port=int(os.environ.get("PORT", "8000")))
            units = units_load(town=town)
            kinds = kinds_load(town=town, units=units)
            people_load(town=town, units=units)
            templates_load(town=town, units=units)
        # What writes files stays outside a transaction, and can be repeated.
        procedures_load(town, kinds)
        council_load(town)
        site_load(town)  # its home page and its menu name the procedures
        cases_load(town=town, kinds=kinds)
        self.stdout.write(self.style.SUCCESS(f"{town} is ready."))
