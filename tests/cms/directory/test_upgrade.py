"""The hours and closures that 0.1.0 kept in the settings of the site are those of the town hall's entry."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("cms_directory", "0001_initial"), ("cms_pages", "0001_initial")]


@pytest.mark.django_db(transaction=True)
def test_the_hours_of_0_1_0_survive(site_a, site_b):
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    old = executor.migrate(BEFORE).apps
    try:
        settings = old.get_model("cms_pages", "SiteSettings").objects.get(site_id=site_a.site_id)
        hours = [("0", "09h00-12h00", "14h00-17h00"), ("3", "", "14h00-18h30")]
        days = [dict(zip(("day", "morning", "afternoon"), row, strict=True)) for row in hours]
        settings.hours = json.dumps([{"type": "day", "value": value, "id": "a"} for value in days])
        settings.closures = json.dumps([{"type": "closure", "value": {"day": "2026-12-26"}, "id": "b"}])
        settings.save()
    finally:
        MigrationExecutor(connection).migrate(latest)
    from cms.directory.models import Entry

    entry = Entry.objects.get()  # town B had no hours
    assert (entry.town_id, entry.kind, entry.published) == (site_a.pk, "town_hall", True)
    assert entry.address == site_a.address
    assert [len(spans) for spans in entry.schedule.week] == [2, 0, 0, 1, 0, 0, 0]
    assert entry.schedule.spans_on(date(2026, 12, 26)) == ()
    assert entry.get_absolute_url() == "/annuaire/mairie/"
