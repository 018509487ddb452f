"""What all pages of a town share: footer, who publishes. Its hours are the town hall's, in the directory."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from cms.pages import blocks
from edm.organisation.admin_api import TownForm


@register_setting(icon="cogs", order=10)
class SiteSettings(BaseSiteSetting):
    """What all pages of a town share, in every language."""

    footer = StreamField(
        [("column", blocks.ColumnBlock())], blank=True, max_num=2, verbose_name=_("columns of the footer")
    )
    publication_director = models.CharField(
        _("publication director"), max_length=120, blank=True, help_text=_("Empty: the mayor.")
    )
    host = models.CharField(
        _("hosting company"),
        max_length=200,
        blank=True,
        help_text=_("Name and address of the company that hosts the site."),
    )

    base_form_class = TownForm
    panels = [
        FieldPanel("footer"),
        MultiFieldPanel([FieldPanel("publication_director"), FieldPanel("host")], heading=_("Legal notices")),
    ]

    class Meta:
        verbose_name = _("footer and publication")
