"""Fills an empty installation with the demonstration town; a load cut short goes on where it stopped."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from edm.organisation.api import Town, town_default
from portal.demo.cases import cases_load
from portal.demo.council import council_load
from portal.demo.directory import directory_load
from portal.demo.guides import guides_load
from portal.demo.newsletter import newsletter_load
from portal.demo.people import people_load
from portal.demo.procedures import procedures_load
from portal.demo.requests import requests_load
from portal.demo.site import site_load
from portal.demo.templates import templates_load
from portal.demo.townhall import kinds_load, townhall_load, units_load
from portal.operations.demo import demo_unfinished


class Command(BaseCommand):
    help = "Load the demonstration town Saint-Exemple-sur-Vilaine into an empty installation."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PARVIS_DEMO_PASSWORD:
            raise CommandError("Set PARVIS_DEMO_PASSWORD: the demonstration accounts have no password of their own")
        town = town_default()
        mark = demo_unfinished()
        if town is not None and not mark.exists():
            self.stdout.write(f"{town} is there already: nothing to load.")
            return
        mark.touch()
        town = self.load()
        mark.unlink()
        self.stdout.write(self.style.SUCCESS(f"{town} is ready."))

    def load(self) -> Town:
        """Each loader makes what is missing, so that a load cut short goes on where it stopped."""
        with transaction.atomic():
            town = townhall_load(port=int(os.environ.get("PORT", "8000")))
            units = units_load(town=town)
            kinds = kinds_load(town=town, units=units)
            people_load(town=town, units=units)
            templates_load(town=town, units=units)
        # What writes files stays outside a transaction.
        procedures_load(town, kinds)
        council_load(town)
        directory_load(town, units)
        site_load(town)  # its home page and its menu name the procedures
        cases_load(town=town, kinds=kinds)
        requests_load(town=town)
        guides_load()
        newsletter_load(town)
        return town
