"""What a news item and an event share: a summary, a picture, a body."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.pages import blocks
from cms.pages.public import PublicPage


class IllustratedPage(PublicPage):
    """Shown in lists by its summary and its picture, or by a drawing where it has none."""

    summary = models.TextField(_("summary"), blank=True, help_text=_("One sentence, shown in the lists."))
    image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    body = StreamField(blocks.BodyBlock(), blank=True, verbose_name=_("content"))

    subpage_types: list[str] = []
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if self.image:  # all its sizes by one query, that for social networks too
            models.prefetch_related_objects([self.image], "renditions")
        return super().get_context(request, *args, **kwargs)
