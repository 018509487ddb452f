"""The home page: its threshold in one of three layouts, then the sections its webmaster chose."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.pages import blocks
from cms.pages.public import PublicPage
from cms.pages.sections import SectionsBlock


class HomePage(PublicPage):
    class Layout(models.TextChoices):
        DRAWING = "drawing", _("A drawing: the river and the town")
        PHOTO = "photo", _("A photo of the town, across the page")
        COUNTER = "counter", _("A counter: no picture, the town hall's hours beside the search")

    layout = models.CharField(_("layout"), max_length=10, choices=Layout, default=Layout.DRAWING)
    photo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo of the town"),
        help_text=_(
            "A wide one, at least 1600 pixels. Social networks show it too, for pages without a picture of their own."
        ),
    )
    greeting = models.CharField(_("greeting"), max_length=80, blank=True, help_text=_("The big words at the top."))
    search_example = models.CharField(_("example in the search box"), max_length=60, blank=True)
    shortcuts = StreamField(
        [("link", blocks.LinkBlock(label=_("Link")))], blank=True, max_num=6, verbose_name=_("frequent searches")
    )
    sections = StreamField(
        SectionsBlock(), blank=True, verbose_name=_("sections"), help_text=_("Move them into the order that suits you.")
    )

    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]  # one a language, at the top
    template = "pages/home.html"
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("layout"),
                FieldPanel("photo"),
                FieldPanel("greeting"),
                FieldPanel("search_example"),
                FieldPanel("shortcuts"),
            ],
            heading=_("Threshold"),
        ),
        FieldPanel("sections"),
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import home
        from cms.pages.chrome import chrome_for

        # No breadcrumb on the threshold, and the header knows the other homes: two queries saved.
        context = Page.get_context(self, request, *args, **kwargs)
        chrome = chrome_for(request)
        context["translations"] = chrome.languages if chrome else []
        return context | home.context(self, request)
