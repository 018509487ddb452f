"""What stands around every page: the town, the menu, the footer. Built once a generation, not once a page."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, PageViewRestriction, Site

from cms.council import selectors as council
from cms.directory import selectors as directory
from cms.guides import selectors as guides
from cms.newsletter import selectors as newsletter
from cms.pages import alerts, generation
from cms.pages.alerts import Shown
from cms.pages.models import (
    AccessibilitySettings,
    EventIndexPage,
    HomePage,
    LegalPage,
    NewsIndexPage,
    SitePlanPage,
    SiteSettings,
)
from cms.theme.stylesheet import stylesheet_url

# Of the band at the top, in letters of the menu: its whole width less the buttons, the arms, what stands about an
# entry, and how much wider the letters of the town's name are.
BAND, MARK, ENTRY, NAME_WIDTH = 86, 6, 3, 1.3
SHARED_SIZE = "fill-1200x630|format-webp"  # what social networks ask for, which do not all read AVIF


@dataclass(frozen=True)
class Entry:
    title: str
    url: str
    code: str = ""  # of a language


@dataclass(frozen=True)
class Column:
    title: str
    links: list[Entry]


@dataclass(frozen=True)
class Chrome:
    name: str
    home_url: str
    search_url: str
    account_url: str
    stylesheet: str
    address: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    arms_url: str = ""
    picture_url: str = ""  # absolute: what stands for the site where a page has no picture of its own
    write_url: str = ""  # how to write to the town hall
    hours_url: str = ""  # where the town hall's hours are, once its entry says them
    menu: list[Entry] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    letter_url: str = ""
    feeds: list[Entry] = field(default_factory=list)  # of the news, of the diary
    legal: list[Entry] = field(default_factory=list)
    languages: list[Entry] = field(default_factory=list)
    alerts: list[Shown] = field(default_factory=list)
    restricted: bool = True  # some page of the installation is for some readers alone
    drawn: dict[Hashable, str] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def menu_apart(self) -> bool:
        """Whether the menu is too long to stand beside the town's name, and takes a line of its own."""
        return MARK + len(self.name) * NAME_WIDTH + sum(len(entry.title) + ENTRY for entry in self.menu) > BAND

    def top_html(self, path: str) -> str:
        """The town, the menu and the search: the same on all pages of one part of the site."""
        return self._draw_for(path, "theme/parts/top.html")

    def menu_html(self, path: str) -> str:
        """The menu alone, where it stands apart."""
        return self._draw_for(path, "theme/parts/main_menu.html")

    def _draw_for(self, path: str, template: str) -> str:
        current = [entry.url for entry in self.menu if path.startswith(entry.url)]
        shown = {"chrome": self, "current": current, "path": path if path in current else ""}
        return self._draw((template, *current, shown["path"]), template, shown)

    def alerts_html(self, path: str) -> str:
        """The alerts for an address: those of the whole site, and of the part it lies in."""
        shown = [alert for alert in self.alerts if path.startswith(alert.below)]
        if not shown:
            return ""
        script = any(alert.dismissible for alert in shown)
        about = {"alerts": shown, "script": script}
        return self._draw(("alerts", *(alert.html for alert in shown)), "theme/parts/alerts.html", about)

    def _draw(self, key: Hashable, template: str, context: dict[str, Any]) -> str:
        if key not in self.drawn:
            self.drawn[key] = render_to_string(template, context)
        return self.drawn[key]

    @cached_property
    def phone_menu_html(self) -> str:
        return render_to_string("theme/parts/phone_menu.html", {"chrome": self})

    @cached_property
    def footer_html(self) -> str:
        """The columns of the footer: the same below every page, so rendered once."""
        return render_to_string("theme/parts/footer_columns.html", {"chrome": self})


def chrome_for(request: HttpRequest) -> Chrome | None:
    """The chrome of the site that answers this request, in its language; None in an empty database."""
    number = page_generation(request)
    host = request.get_host()
    language = translation.get_language() or ""
    return generation.remembered(("chrome", host, language), number, lambda: _build(request))


def page_generation(request: HttpRequest) -> int:
    """The generation this request began under: read once, before anything else of the page."""
    number: int | None = getattr(request, "public_generation", None)
    if number is None:
        number = generation.current()
        request.public_generation = number  # type: ignore[attr-defined]
    return number


def context(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `chrome`, built only by a template that shows it."""
    return {"chrome": SimpleLazyObject(lambda: chrome_for(request))}


def _build(request: HttpRequest) -> Chrome | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    town = getattr(request, "town", None)
    root = site.root_page.localized
    # Addresses begin like the home page's, so that other languages keep their prefix.
    home_url = root.get_url(request) or "/"
    children = list(root.get_children().live().specific())
    entry = _entries(request)
    kinds = directory.kinds(town) if town else []
    facts: dict[str, Any] = {}
    if town:
        facts = {name: getattr(town, name) for name in ("address", "postcode", "city", "phone", "email")}
        facts["write_url"] = _terms_url(request, children) or (f"mailto:{town.email}" if town.email else "")
        facts["stylesheet"] = stylesheet_url(town.colour_town, town.colour_accent)
        facts["alerts"] = alerts.shown(town, request, settings.LANGUAGE_CODE)
        if town.arms:
            facts["arms_url"] = town.arms.get_rendition("max-104x122|format-webp").url
    else:
        facts["stylesheet"] = stylesheet_url()
    home = root.specific
    if isinstance(home, HomePage) and home.photo:
        facts["picture_url"] = request.build_absolute_uri(home.photo.get_rendition(SHARED_SIZE).url)
    return Chrome(
        name=town.name if town else site.site_name or site.hostname,
        home_url=home_url,
        search_url=f"{home_url}recherche/",
        hours_url=f"{home_url}#horaires" if directory.TOWN_HALL in kinds else "",
        restricted=PageViewRestriction.objects.exists(),
        account_url=f"{home_url}compte/",
        menu=[
            *(entry(page) for page in children if page.show_in_menus),
            *_directory(kinds),
            *_council(town),
            *_guides(town),
        ],
        legal=_legal(request, children),
        columns=_columns(request, site, root.locale_id),
        letter_url=reverse("newsletter:subscribe") if newsletter.is_offered(town) else "",
        feeds=_feeds(children),
        languages=[
            Entry(_language_name(page.locale.language_code), page.get_url(request) or "/", page.locale.language_code)
            for page in root.get_translations().live().select_related("locale")
        ],
        **facts,
    )


def _directory(kinds: list[str]) -> list[Entry]:
    """The directory is views too: named once it holds something."""
    if not kinds:
        return []
    return [Entry(translation.gettext("Directory"), reverse("directory:list"))]


def _council(town: Any) -> list[Entry]:
    """The council's pages are views: the menu names them once there is something to read."""
    if not town or not council.years(town):
        return []
    return [Entry(translation.gettext("Town council"), reverse("council:meetings"))]


def _guides(town: Any) -> list[Entry]:
    if not guides.guides_shown(town):
        return []
    return [Entry(translation.gettext("Guides"), reverse("guides:index"))]


def _entries(request: HttpRequest) -> Any:
    return lambda page: Entry(page.title, page.get_url(request) or "/")


def _terms_url(request: HttpRequest, children: list[Page]) -> str:
    """The page that says how to write online, and what is received in return."""
    terms = (page for page in children if isinstance(page, LegalPage) and page.kind == LegalPage.Kind.TERMS)
    return next((page.get_url(request) or "" for page in terms), "")


def _legal(request: HttpRequest, children: list[Page]) -> list[Entry]:
    """The legal pages in the order the reader expects: accessibility, and what it says, first."""
    order = [LegalPage.Kind.ACCESSIBILITY, LegalPage.Kind.NOTICES, LegalPage.Kind.PRIVACY]
    pages = sorted(
        (page for page in children if isinstance(page, LegalPage) and page.kind in order),
        key=lambda page: order.index(LegalPage.Kind(page.kind)),
    )
    entries = []
    status = AccessibilitySettings.of(Site.find_for_request(request)).status(timezone.localdate()) if pages else ""
    for page in pages:
        title = page.title
        if page.kind == LegalPage.Kind.ACCESSIBILITY:
            with translation.override(page.locale.language_code):
                title = translation.gettext("Accessibility: %(status)s") % {"status": status}
        entries.append(Entry(title, page.get_url(request) or "/"))
    plans = [page for page in children if isinstance(page, SitePlanPage)]
    return entries + [Entry(page.title, page.get_url(request) or "/") for page in plans]


def _feeds(children: list[Page]) -> list[Entry]:
    """The feed of the news and the calendar of the diary, where there are some."""
    named = {
        NewsIndexPage: (translation.gettext("News feed (RSS)"), "pages_localized:news_feed"),
        EventIndexPage: (translation.gettext("Diary for calendars (iCal)"), "pages_localized:diary_calendar"),
    }
    kinds = {type(page) for page in children}
    return [Entry(title, reverse(view)) for kind, (title, view) in named.items() if kind in kinds]


def _columns(request: HttpRequest, site: Site, locale_id: int) -> list[Column]:
    columns = []
    for block in SiteSettings.for_site(site).footer:
        pages = [
            page if page.locale_id == locale_id else page.localized  # which costs a query, even for nothing
            for page in block.value["pages"]
            if page and page.live
        ]
        heading = dict(block.block.child_blocks["heading"].field.choices)[block.value["heading"]]
        # The language is named where a page is not translated into the reader's.
        links = [
            Entry(
                page.title,
                page.get_url(request) or "/",
                page.locale.language_code if page.locale_id != locale_id else "",
            )
            for page in pages
        ]
        columns.append(Column(str(heading), links))
    return columns


def _language_name(code: str) -> str:
    return str(translation.get_language_info(code)["name_local"]).capitalize()
