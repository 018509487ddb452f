"""The pages the law asks for."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.pages import blocks
from cms.pages.public import PublicPage
from cms.pages.site_settings import SiteSettings


class LegalPage(PublicPage):
    """A page the law asks for: written from the town's own data, which the webmaster completes."""

    class Kind(models.TextChoices):
        NOTICES = "notices", _("Legal notices")
        PRIVACY = "privacy", _("Personal data")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")
        TERMS = "terms", _("Terms of electronic exchanges")

    class Conformity(models.TextChoices):
        # Décret 2019-768: without a valid audit, a site is declared not conforming.
        NONE = "none", _("not conforming")
        PARTIAL = "partial", _("partially conforming")
        TOTAL = "total", _("fully conforming")

    kind = models.CharField(_("kind of legal page"), max_length=15, choices=Kind)
    body = RichTextField(
        _("added by the town"), blank=True, features=blocks.TEXT_FEATURES, help_text=_("Follows the text of the law.")
    )
    conformity = models.CharField(
        _("conformity"),
        max_length=10,
        choices=Conformity,
        default=Conformity.NONE,
        help_text=_("Without an audit of less than three years, the site is “not conforming”."),
    )
    audited_on = models.DateField(_("date of the audit"), null=True, blank=True)
    audited_by = models.CharField(_("auditor"), max_length=120, blank=True)

    subpage_types: list[str] = []
    template = "pages/legal.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("conformity"), FieldPanel("audited_on"), FieldPanel("audited_by")],
            heading=_("Accessibility statement"),
        ),
    ]

    class Meta:
        verbose_name = _("legal page")

    def clean(self) -> None:
        super().clean()
        if self.conformity != self.Conformity.NONE and not self.audited_on:
            raise ValidationError({"audited_on": _("Only an audit allows this: write its date.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "text_template": f"pages/legal/{self.kind}.html",
            "town": getattr(request, "town", None),
            "settings": SiteSettings.for_request(request),
        }
