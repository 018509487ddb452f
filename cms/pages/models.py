"""The public pages: home, content, plan, A to Z, contact; news, events and dated pages have modules of their own."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.pages import blocks
from cms.pages.dated import (
    ConsultationIndexPage,
    ConsultationPage,
    JobIndexPage,
    JobPage,
    NoticeIndexPage,
    NoticePage,
)
from cms.pages.events import EventIndexPage, EventPage
from cms.pages.legal import LegalPage
from cms.pages.news import NewsCategory, NewsIndexPage, NewsPage
from cms.pages.public import PublicPage
from cms.pages.site_settings import SiteSettings

__all__ = [
    "AToZPage",
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
    """One row: raised whenever the public may see something new (see generation.py)."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("generation")

    def __str__(self) -> str:
        return str(self.number)


class HomePage(PublicPage):
    greeting = models.CharField(_("greeting"), max_length=80, blank=True, help_text=_("The big words on the drawing."))
    search_example = models.CharField(_("example in the search box"), max_length=60, blank=True)
    alert = StreamField(
        [("alert", blocks.AlertBlock())],
        blank=True,
        max_num=1,
        verbose_name=_("alert"),
        help_text=_("A band above everything else. Remove it when it is over."),
    )
    shortcuts = StreamField(
        [("link", blocks.LinkBlock(label=_("Link")))], blank=True, max_num=6, verbose_name=_("frequent searches")
    )
    tiles = StreamField([("tile", blocks.CardBlock())], blank=True, max_num=12, verbose_name=_("most used procedures"))
    procedures = models.ForeignKey(
        Page,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("page of all procedures"),
    )
    notice = StreamField(
        [("callout", blocks.CalloutBlock())], blank=True, max_num=1, verbose_name=_("notice beside the news")
    )
    events = StreamField(
        [("event", blocks.EventBlock())],
        blank=True,
        verbose_name=_("diary"),
        help_text=_("Past events leave the page by themselves."),
    )
    practical = StreamField(
        [("item", blocks.PracticalBlock())], blank=True, max_num=6, verbose_name=_("practical information")
    )

    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]  # one a language, at the top
    template = "pages/home.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("alert"),
        MultiFieldPanel(
            [FieldPanel("greeting"), FieldPanel("search_example"), FieldPanel("shortcuts")], heading=_("Threshold")
        ),
        MultiFieldPanel([FieldPanel("tiles"), FieldPanel("procedures")], heading=_("Procedures")),
        FieldPanel("notice"),
        FieldPanel("events"),
        FieldPanel("practical"),
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import home

        # No breadcrumb on the threshold, and the header knows the other homes: two queries saved.
        context = Page.get_context(self, request, *args, **kwargs)
        return context | home.context(self, request)


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

    class Meta:
        verbose_name = _("contact page")
