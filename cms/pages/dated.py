"""Pages that are current for a time: job offers, public notices, consultations. Over, they are still read, apart."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage, InvalidPage, Paginator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.pages import blocks
from cms.pages.public import PublicPage

PER_PAGE = 20
# Wagtail asks each class for its own: it is not inherited.
INDEX_TEMPLATE, PAGE_TEMPLATE = "pages/dated_index.html", "pages/dated.html"


class DatedIndexPage(PublicPage):
    """The list: what is current, those that end first on top; then what is over, the last first."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages.diary import today_of

        context = super().get_context(request, *args, **kwargs)
        today = today_of(request)
        over = request.GET.get("termines") == "1"
        pages = self.over(today) if over else self.current(today)
        try:
            context["page_of_pages"] = Paginator(pages, PER_PAGE).page(request.GET.get("page", 1))
        except (EmptyPage, InvalidPage) as error:
            raise Http404 from error
        context |= {"over": over, "has_over": over or self.over(today).exists(), "today": today}
        return context | {"query": "termines=1&" if over else ""}

    def current(self, today: date) -> QuerySet[Any]:
        still = Q(closes_on__gte=today) | Q(closes_on__isnull=True)
        return self._below().filter(still).order_by(F("closes_on").asc(nulls_last=True), "-first_published_at", "pk")

    def over(self, today: date) -> QuerySet[Any]:
        return self._below().filter(closes_on__lt=today).order_by("-closes_on", "pk")

    def _below(self) -> QuerySet[Any]:
        (name,) = self.subpage_types
        model: Any = next(one for one in self.allowed_subpage_models() if one._meta.label.lower() == name.lower())
        return model.objects.child_of(self).live().defer("body")


class DatedPage(PublicPage):
    opens_on = models.DateField(_("from"), null=True, blank=True)
    closes_on = models.DateField(_("until"), null=True, blank=True, help_text=_("It leaves the list the day after."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("One sentence, shown in the lists."))
    body = StreamField(blocks.BodyBlock(), blank=True, verbose_name=_("content"))

    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": _("It ends after it begins: choose a later day.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages.diary import today_of

        today = today_of(request)
        over = self.closes_on is not None and self.closes_on < today
        coming = self.opens_on is not None and self.opens_on > today
        return super().get_context(request, *args, **kwargs) | {"over": over, "coming": coming, "facts": self.facts()}

    @property
    def kind_shown(self) -> str:
        """The word above its title in the lists."""
        return ""

    def facts(self) -> list[tuple[Any, Any]]:
        """What is told beside its text: (name, value)."""
        return []


class JobIndexPage(DatedIndexPage):
    subpage_types = ["cms_pages.JobPage"]
    template = INDEX_TEMPLATE
    page_description = _("The list of the vacancies. One is written below it.")
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("job vacancies")


class JobPage(DatedPage):
    class Contract(models.TextChoices):
        PERMANENT = "permanent", _("Permanent post")
        FIXED = "fixed", _("Fixed-term contract")
        SEASONAL = "seasonal", _("Seasonal work")
        APPRENTICE = "apprentice", _("Apprenticeship")
        TRAINEE = "trainee", _("Traineeship")
        CIVIC = "civic", _("Civic service")

    contract = models.CharField(_("contract"), max_length=10, choices=Contract, default=Contract.PERMANENT)
    hours = models.CharField(_("working time"), max_length=80, blank=True)
    grade = models.CharField(_("grade"), max_length=160, blank=True)
    starts_on = models.DateField(_("to begin on"), null=True, blank=True)
    how_to_apply = RichTextField(_("how to apply"), blank=True, features=blocks.LINE_FEATURES)

    parent_page_types = ["cms_pages.JobIndexPage"]
    template = PAGE_TEMPLATE
    content_panels = [
        *DatedPage.content_panels[:-1],
        MultiFieldPanel(
            [FieldPanel("contract"), FieldPanel("hours"), FieldPanel("grade"), FieldPanel("starts_on")],
            heading=_("The post"),
        ),
        FieldPanel("body"),
        FieldPanel("how_to_apply"),
    ]

    class Meta:
        verbose_name = _("job vacancy")

    @property
    def kind_shown(self) -> str:
        return str(self.get_contract_display())

    def facts(self) -> list[tuple[Any, Any]]:
        found = [
            (_("Contract"), self.get_contract_display()),
            (_("Working time"), self.hours),
            (_("Grade"), self.grade),
        ]
        return [
            *((name, value) for name, value in found if value),
            *([(_("To begin on"), self.starts_on)] * bool(self.starts_on)),
        ]


class NoticeIndexPage(DatedIndexPage):
    subpage_types = ["cms_pages.NoticePage"]
    template = INDEX_TEMPLATE
    page_description = _("The board of notices, inquiries and public contracts. One is written below it.")
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("public notices")


class NoticePage(DatedPage):
    class Kind(models.TextChoices):
        NOTICE = "notice", _("Notice")
        INQUIRY = "inquiry", _("Public inquiry")
        MARKET = "market", _("Public contract")
        PLANNING = "planning", _("Town planning")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.NOTICE)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    contact = models.CharField(_("contact"), max_length=160, blank=True)

    parent_page_types = ["cms_pages.NoticeIndexPage"]
    template = PAGE_TEMPLATE
    content_panels = [
        *DatedPage.content_panels[:-1],
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("reference"), FieldPanel("contact")], heading=_("The notice")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("public notice")

    @property
    def kind_shown(self) -> str:
        return str(self.get_kind_display())

    def facts(self) -> list[tuple[Any, Any]]:
        found = [(_("Reference"), self.reference), (_("Contact"), self.contact)]
        return [(name, value) for name, value in found if value]


class ConsultationIndexPage(DatedIndexPage):
    subpage_types = ["cms_pages.ConsultationPage"]
    template = INDEX_TEMPLATE
    page_description = _("The list of the consultations. One is written below it.")
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("consultations")


class ConsultationPage(DatedPage):
    take_part = models.URLField(_("address to take part at"), blank=True)
    outcome = RichTextField(
        _("what came of it"), blank=True, features=blocks.TEXT_FEATURES, help_text=_("Write it once it is over.")
    )

    parent_page_types = ["cms_pages.ConsultationIndexPage"]
    template = PAGE_TEMPLATE
    content_panels = [*DatedPage.content_panels, FieldPanel("take_part"), FieldPanel("outcome")]

    class Meta:
        verbose_name = _("consultation")
