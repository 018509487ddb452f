"""Reads of the guides, for a town that shows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404
from wagtail.models import Page

from cms.guides.models import Guide, GuideLink, TownGuides
from cms.guides.rendering import TOWN_PLACE
from cms.pages.generation import remembered

if TYPE_CHECKING:
    from edm.organisation.api import Town

LINK = re.compile(r'href="guide:([A-Z0-9]+)"')
STATE_SITE = "https://www.service-public.fr/particuliers/vosdroits/"


def guides_shown(town: Town | None) -> bool:
    """Whether this town has guides to show: it has not said no, and some were imported."""
    if town is None or TownGuides.objects.filter(town=town, shown=False).exists():
        return False
    return Guide.objects.live().exists()


def themes(audience: str) -> QuerySet[Guide]:
    """The themes of an audience, by name."""
    found = Guide.objects.live().filter(kind=Guide.Kind.THEME, audience=audience)
    return found.only("code", "title", "description").order_by("title", "code")


def audiences() -> list[str]:
    """Those that have at least one theme."""
    known = set(Guide.objects.live().filter(kind=Guide.Kind.THEME).values_list("audience", flat=True))
    return [audience for audience in Guide.Audience.values if audience in known]


def all_guides(audience: str) -> QuerySet[Guide]:
    """Every sheet and form, by title."""
    kinds = (Guide.Kind.SHEET, Guide.Kind.RESOURCE)
    return Guide.objects.live().filter(audience=audience, kind__in=kinds).only("code", "title", "description", "kind")


def every_guide() -> QuerySet[Guide]:
    """All that has an address: themes, folders and sheets of every audience."""
    return Guide.objects.live().only("code").order_by("code")


def guide_get(town: Town | None, code: str) -> Guide:
    """A sheet, withdrawn ones too (the page says so); Http404 where it is unknown or the town shows none."""
    if not guides_shown(town):
        raise Http404
    guide = Guide.objects.defer("xml", "text").filter(pk=code).first()
    if guide is None:
        raise Http404
    return guide


def own_pages(town: Town, code: str) -> list[Page]:
    """The town's own procedures and pages on this subject that are online, in the order of their titles."""
    links = GuideLink.objects.filter(town=town, code=code, page__live=True).select_related("page")
    return sorted((link.page for link in links), key=lambda page: page.title)


def html_for(guide: Guide, generation: int, town_html: str) -> str:
    """The sheet's HTML with this town's own part; links lead to our sheets, else to service-public.fr."""
    codes = remembered(("guides", "codes"), generation, _codes)

    def leads(found: re.Match[str]) -> str:
        code = found.group(1)
        if code in codes:
            return f'href="{base}{code}/"'
        return f'href="{STATE_SITE}{code}" rel="external"'

    base = guide.get_absolute_url().removesuffix(f"{guide.code}/")
    return LINK.sub(leads, guide.html).replace(TOWN_PLACE, town_html)


def _codes() -> frozenset[str]:
    return frozenset(Guide.objects.live().values_list("code", flat=True))
