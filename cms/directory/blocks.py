"""Blocks of a content page that show an entry of the directory: its contact, its hours, its place on a map."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.directory.maps import map_of, osm_url
from cms.directory.presentation import hours_of


class EntryBlock(blocks.ChooserBlock):
    """One entry of the page's town (WithinTown refuses another's). Unpublished, nothing is shown."""

    @cached_property
    def target_model(self) -> Any:
        from cms.directory.models import Entry

        return Entry

    @cached_property
    def widget(self) -> Any:
        from cms.directory.choosers import entry_chooser

        return entry_chooser.widget_class()

    def get_queryset(self) -> Any:
        return self.target_model.objects.select_related("town")

    def bulk_to_python(self, values: Any) -> list[Any]:
        """One query for all of them, their town with them: its clock and its holidays say whether it is open."""
        found = self.get_queryset().in_bulk(values)
        return [found.get(pk) for pk in values]

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        shown = value if value and value.published else None
        return context | {"entry": shown, "hours": hours_of(shown) if shown else None}


class ContactOfEntryBlock(EntryBlock):
    class Meta:
        icon = "group"
        label = _("Contact of the directory")
        template = "directory/blocks/contact.html"


class HoursOfEntryBlock(EntryBlock):
    class Meta:
        icon = "time"
        label = _("Opening hours of the directory")
        template = "directory/blocks/hours.html"


class MapOfEntryBlock(EntryBlock):
    class Meta:
        icon = "site"
        label = _("Map, on a click")
        template = "directory/blocks/map.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        entry = context["entry"]
        placed = entry and entry.latitude is not None
        return context | {
            "map": map_of([entry]) if placed else None,
            "osm_url": osm_url(entry.latitude, entry.longitude) if placed else "",
        }
