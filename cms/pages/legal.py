"""The pages the law asks for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, Site

from cms.pages import blocks
from cms.pages.accessibility import AccessibilitySettings
from cms.pages.public import PublicPage
from cms.pages.site_settings import SiteSettings


class LegalPage(PublicPage):
    """A page the law asks for: written from the town's own data, which the webmaster completes."""

    class Kind(models.TextChoices):
        NOTICES = "notices", _("Legal notices")
        PRIVACY = "privacy", _("Personal data")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")
        PLAN = "plan", _("Multi-year plan of accessibility")
        TERMS = "terms", _("Terms of electronic exchanges")

    kind = models.CharField(_("kind of legal page"), max_length=15, choices=Kind)
    body = RichTextField(
        _("added by the town"), blank=True, features=blocks.TEXT_FEATURES, help_text=_("Follows the text of the law.")
    )
    subpage_types: list[str] = []
    template = "pages/legal.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("body"),
    ]
    page_description = _(
        "Written from the data of the town as the law asks: legal notices, personal data, accessibility."
    )

    class Meta:
        verbose_name = _("legal page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.newsletter import selectors as newsletter
        from cms.pages.diary import today_of

        context = super().get_context(request, *args, **kwargs)
        context |= {"text_template": f"pages/legal/{self.kind}.html", "town": getattr(request, "town", None)}
        if self.kind == self.Kind.NOTICES:
            context["settings"] = SiteSettings.for_request(request)
        elif self.kind == self.Kind.PRIVACY:
            context["has_letter"] = newsletter.is_offered(context["town"])
        elif self.kind in (self.Kind.ACCESSIBILITY, self.Kind.PLAN):
            told, today = AccessibilitySettings.of(Site.find_for_request(request)), today_of(request)
            context |= {"accessibility": told, "status": told.status(today), "is_valid": told.audit.is_valid(today)}
            others = LegalPage.objects.sibling_of(self, inclusive=False).live()
            context["legal_pages"] = {page.kind: page.get_url(request) for page in others}
        return context
