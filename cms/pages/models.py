"""The public pages: content, plan, A to Z, contact; the others have modules of their own."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.pages import blocks
from cms.pages.accessibility import AccessibilitySettings
from cms.pages.alerts import Alert
from cms.pages.dated import (
    ConsultationIndexPage,
    ConsultationPage,
    JobIndexPage,
    JobPage,
    NoticeIndexPage,
    NoticePage,
)
from cms.pages.events import EventIndexPage, EventPage
from cms.pages.home_page import HomePage
from cms.pages.legal import LegalPage
from cms.pages.news import NewsCategory, NewsIndexPage, NewsPage
from cms.pages.public import PublicPage
from cms.pages.site_settings import SiteSettings

__all__ = [
    "AToZPage",
    "AccessibilitySettings",
    "Alert",
    "ConsultationIndexPage",
    "ConsultationPage",
    "ContactPage",
    "ContentPage",
    "EventIndexPage",
    "EventPage",
    "Generation",
    "HomePage",
    "JobIndexPage",
    "JobPage",
    "LegalPage",
    "NewsCategory",
    "NewsIndexPage",
    "NewsPage",
    "NoticeIndexPage",
    "NoticePage",
    "PublicPage",
    "SitePlanPage",
    "SiteSettings",
]


class Generation(models.Model):
    """One row: drawn anew whenever the public may see something new (see generation.py)."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("generation")

    def __str__(self) -> str:
        return str(self.number)


class ContentPage(PublicPage):
    introduction = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences under the title."))
    icon = models.CharField(_("icon"), max_length=20, blank=True, choices=blocks.ICON_CHOICES)
    body = StreamField(blocks.BodyBlock(), blank=True, verbose_name=_("content"))
    lists_children = models.BooleanField(
        _("show the pages below as tiles"), default=False, help_text=_("For a page that opens a part of the site.")
    )

    page_description = _("Text, pictures, documents, links: the page for most things.")
    template = "pages/content.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("icon"),
        FieldPanel("body"),
        FieldPanel("lists_children"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = _("page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import selectors

        context = super().get_context(request, *args, **kwargs)
        context["children"] = selectors.tiles_below(self) if self.lists_children else []
        return context


class SitePlanPage(PublicPage):
    """Every page of the site, as a tree."""

    subpage_types: list[str] = []
    template = "pages/site_plan.html"
    page_description = _("Every page of the site as a tree: it writes itself.")
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("site plan")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import selectors

        context = super().get_context(request, *args, **kwargs)
        context["tree"] = selectors.tree(self)
        return context


class AToZPage(PublicPage):
    """Every page of the site by the first letter of its title."""

    introduction = models.TextField(_("introduction"), blank=True)

    subpage_types: list[str] = []
    template = "pages/a_to_z.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    page_description = _("Every page of the site by its first letter: it writes itself.")
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("A to Z")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import selectors

        return super().get_context(request, *args, **kwargs) | {"letters": selectors.letters(self)}


class ContactPage(PublicPage):
    """How to reach the town hall: its address, its phone, how to write; then what the webmaster adds."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(blocks.BodyBlock(), blank=True, verbose_name=_("content"))

    subpage_types: list[str] = []
    template = "pages/contact.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]
    page_description = _("How to reach the town hall; address and phone are those of the town’s settings.")
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("contact page")
