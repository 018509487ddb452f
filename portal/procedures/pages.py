"""The pages a webmaster edits: the list of procedures, and each procedure."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.pages.models import PublicPage
from edm.organisation.admin_api import TownPageForm
from portal.procedures.blocks import INFO_FEATURES, NeedsBlock, StepsBlock
from portal.procedures.choices import THEME_ICONS, LegalBasis, Theme
from portal.procedures.definition import definition_of
from portal.procedures.legal import kind_clock


def folded(text: str) -> str:
    """Text without case nor accents, to be compared with what a visitor types."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


class ProcedureIndexPage(PublicPage):
    intro = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]
    subpage_types: ClassVar = ["portal_procedures.ProcedurePage"]
    template = "procedures/index.html"
    page_description = _("The list of the procedures. A procedure is made below it.")
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of procedures")
        verbose_name_plural = _("lists of procedures")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
        found = [page for page in self.procedures() if page.matches(query)]
        groups = [(Theme(theme).label, list(pages)) for theme, pages in groupby(found, key=lambda page: page.theme)]
        return context | {"query": query, "groups": groups, "found": len(found)}

    def procedures(self) -> list[ProcedurePage]:
        """What can be filed now, by theme in the order of Theme, then by title."""
        order = {theme: rank for rank, theme in enumerate(Theme.values)}
        pages = ProcedurePage.objects.live().child_of(self).defer("steps", "needs", "more")
        return sorted(pages, key=lambda page: (order[page.theme], folded(page.title)))


class ProcedurePageForm(TownPageForm):
    """Offers the kinds of case of the page's own town alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields and (town := self.own_town()) is not None:
            kinds = self.fields["kind"].queryset.filter(town=town, is_unqualified=False)
            self.fields["kind"].queryset = kinds


class ProcedurePage(PublicPage):
    intro = models.TextField(
        _("introduction"), max_length=400, help_text=_("One or two sentences: what it is for, and for whom.")
    )
    kind = models.ForeignKey(
        "edm_register.CaseKind",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("kind of case"),
        help_text=_("Says which unit receives the requests, within what time, and how they are answered."),
    )
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, default=Theme.OTHER)
    duration = models.CharField(
        _("time to fill it in"), max_length=60, blank=True, help_text=_("For example: 5 minutes.")
    )
    price = models.CharField(_("price"), max_length=120, blank=True, help_text=_("For example: free."))
    needs = StreamField(NeedsBlock(), blank=True, verbose_name=_("what you need"))
    steps = StreamField(
        StepsBlock(),
        verbose_name=_("the form"),
        help_text=_("A step is a page of the form. A procedure of one step is sent at once."),
    )
    more = RichTextField(
        _("good to know"),
        blank=True,
        features=["h3", *INFO_FEATURES],
        help_text=_("Who it is not for, other ways to ask…"),
    )
    purpose = models.CharField(
        _("what the answers are used for"),
        max_length=200,
        blank=True,
        help_text=_("Ends the sentence “Your answers are used to…”. Empty: “handle your request”."),
    )
    legal_basis = models.CharField(_("legal basis"), max_length=20, choices=LegalBasis, default=LegalBasis.PUBLIC_TASK)
    retention = models.CharField(
        _("how long they are kept"), max_length=120, blank=True, help_text=_("For example: 5 years.")
    )

    base_form_class = ProcedurePageForm
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("theme")], heading=_("Handling")),
        MultiFieldPanel([FieldPanel("duration"), FieldPanel("price")], heading=_("In short")),
        FieldPanel("needs"),
        FieldPanel("steps"),
        FieldPanel("more"),
        MultiFieldPanel(
            [FieldPanel("purpose"), FieldPanel("legal_basis"), FieldPanel("retention")],
            heading=_("Personal data"),
            classname="collapsed",
        ),
    ]
    parent_page_types: ClassVar = ["portal_procedures.ProcedureIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    preview_modes: ClassVar = [("", _("The page")), ("form", _("The form"))]
    template = "procedures/procedure.html"

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")

    @property
    def icon(self) -> str:
        return THEME_ICONS[Theme(self.theme)]

    @property
    def theme_label(self) -> str:
        return str(Theme(self.theme).label)

    def matches(self, query: str) -> bool:
        """Whether every word of the query stands in the title, the introduction or the theme."""
        text = folded(f"{self.title} {self.intro} {self.theme_label}")
        return all(word in text for word in folded(query).split())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {"unit": self.kind.unit, "clock": kind_clock(self.kind), "key": self.translation_key}

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if mode_name != "form":
            return super().serve_preview(request, mode_name)
        from portal.procedures.forms import StepForm

        forms = [StepForm(step) for step in definition_of(self)["steps"]]
        return TemplateResponse(request, "procedures/preview_form.html", {"page": self, "self": self, "forms": forms})
