"""The home page of the demonstration town, in French and in English; and the alert that stands on its site."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.utils import timezone
from wagtail.models import Locale, Page

from cms.pages.models import Alert, HomePage
from edm.organisation.api import Town
from portal.demo import site_english as english
from portal.demo import site_home_texts as french

ALERT = "Coupure d’eau jeudi 26 novembre"


def home_put(home: HomePage, town: Town) -> None:
    home.search_description = (
        "Le site de Saint-Exemple-sur-Vilaine : vos démarches en ligne, la vie de la commune, son conseil."
    )
    home.shortcuts = _stream(
        ("link", {"title": title, "page": _id(home, slug), "address": ""}) for title, slug in french.SHORTCUTS
    )
    procedures = Page.objects.child_of(home).filter(slug="demarches").first()
    if procedures:
        procedures.move(home, pos="first-child")  # first in the menu
    notice = {
        "tone": "info",
        "title": "Enquête publique :",
        "text": "<p>aménagement des quais, jusqu’au 18 décembre. "
        f'<a linktype="page" id="{_id(home, "enquetes-publiques")}">Lire et donner son avis</a></p>',
    }
    tiles = [_tile(home, *tile) for tile in french.TILES]
    home.sections = _sections(tiles, procedures, [notice], french.PRACTICAL)
    home.refresh_from_db(fields=["path", "depth", "numchild"])
    home.save_revision().publish()
    _alert_put(home, town)


def home_english_put(home: HomePage, translated: HomePage, locale: Locale) -> None:
    tiles = []
    for slug, title, note, icon in english.TILES:
        page = Page.objects.descendant_of(home).get(slug=slug).get_translation(locale)
        tiles.append({"title": title, "page": page.pk, "address": "", "note": note, "icon": icon})
    translated.shortcuts = []
    translated.sections = _sections(tiles, None, [], english.PRACTICAL)


def page_at(home: Page, slug: str) -> Page | None:
    found: Page | None = Page.objects.descendant_of(home).filter(slug=slug).specific().first()
    return found


def _alert_put(home: HomePage, town: Town) -> None:
    words = {
        "tone": "att",
        "text": "de 9 h à 12 h, rues du Pont et des Tanneurs.",
        "translations": {
            "en": {
                "title": "No water on Thursday 26 November",
                "text": "from 9 am to noon, rue du Pont, rue des Tanneurs.",
            }
        },
        "page": page_at(home, "travaux-eau"),
        "starts_at": timezone.now(),
    }
    Alert.objects.update_or_create(town=town, title=ALERT, defaults=words)


def _sections(
    tiles: list[Any], every: Page | None, notice: list[Any], practical: tuple[tuple[str, str, str], ...]
) -> str:
    items = [{"icon": icon, "title": title, "text": text} for icon, title, text in practical]
    return _stream(
        [
            ("procedures", {"title": "", "tiles": _items(tiles), "page": every.pk if every else None}),
            ("news", {"notice": _items(notice)}),
            ("diary", {"events": []}),
            ("council", None),
            ("services", None),
            ("hours", None),
            ("practical", {"items": _items(items)}),
            ("newsletter", None),
        ]
    )


def _tile(home: HomePage, slugs: tuple[str, ...], title: str, note: str, icon: str) -> dict[str, Any]:
    page = next((found for slug in slugs if (found := page_at(home, slug))), None)
    return {"title": title, "page": page.pk if page else None, "address": "", "note": note, "icon": icon}


def _id(home: Page, slug: str) -> int | None:
    page = page_at(home, slug)
    return page.pk if page else None


def _items(values: list[Any]) -> list[Any]:
    """As a list block keeps them: without an id, it takes the whole for the value."""
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def _stream(blocks: Any) -> str:
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])
