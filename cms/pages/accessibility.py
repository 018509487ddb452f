"""The town's accessibility: its last audit and its multi-year plan, from which the pages of the law are written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Site

from cms.pages.blocks import TEXT_FEATURES
from edm.law.accessibility import PLAN_YEARS, Audit, Conformity, conformity
from edm.organisation.admin_api import TownForm

NOTICE = timedelta(days=90)  # before an audit or a plan ends: time to have another one made
STATUS = {
    Conformity.NONE: _("not conforming"),
    Conformity.PARTIAL: _("partially conforming"),
    Conformity.TOTAL: _("fully conforming"),
}


class YearBlock(blocks.StructBlock):
    year = blocks.IntegerBlock(label=_("Year"), min_value=2019, max_value=2100)
    actions = blocks.RichTextBlock(
        label=_("Actions"), features=TEXT_FEATURES, help_text=_("What is planned that year; once over, what was done.")
    )

    class Meta:
        icon = "date"
        label = _("Year")


@register_setting(icon="glasses", order=20)
class AccessibilitySettings(BaseSiteSetting):
    """Read by the statement, the plan and the footer, in every language."""

    audited_on = models.DateField(_("date of the last audit"), null=True, blank=True)
    audited_by = models.CharField(_("auditor"), max_length=120, blank=True)
    rate = models.DecimalField(
        _("criteria met, in per cent"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Of the criteria of RGAA 4.1 that apply. From 50: partially conforming; 100: fully conforming."),
    )
    sample = models.TextField(_("pages that were audited"), blank=True, help_text=_("One a line."))
    tools = models.TextField(
        _("tools, browsers and screen readers used"), blank=True, help_text=_("As the auditor lists them, one a line.")
    )
    failures = RichTextField(_("what does not conform"), blank=True, features=TEXT_FEATURES)
    exemptions = RichTextField(
        _("disproportionate burden, contents that the law leaves out"), blank=True, features=TEXT_FEATURES
    )
    contact = models.EmailField(
        _("e-mail of the person in charge of accessibility"), blank=True, help_text=_("Empty: the town's.")
    )
    plan_from = models.PositiveSmallIntegerField(_("first year of the plan"), null=True, blank=True)
    plan_to = models.PositiveSmallIntegerField(_("last year of the plan"), null=True, blank=True)
    policy = RichTextField(
        _("who is in charge, with what means"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("People, training, purchases, how requests are handled."),
    )
    plan = StreamField([("year", YearBlock())], blank=True, max_num=PLAN_YEARS, verbose_name=_("plan, year by year"))

    base_form_class = TownForm
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("audited_on"), FieldPanel("audited_by")]),
                FieldPanel("rate"),
                FieldPanel("sample"),
                FieldPanel("tools"),
                FieldPanel("failures"),
                FieldPanel("exemptions"),
            ],
            heading=_("Last audit"),
        ),
        FieldPanel("contact"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("plan_from"), FieldPanel("plan_to")]), FieldPanel("policy"), FieldPanel("plan")],
            heading=_("Multi-year plan"),
        ),
    ]

    class Meta:
        verbose_name = _("accessibility")

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.rate is not None and not self.audited_on:
            errors["audited_on"] = _("Only an audit gives a rate: write its date.")
        if self.audited_on and self.rate is None:
            errors["rate"] = _("Write the rate that the audit found.")
        if (self.plan_from is None) != (self.plan_to is None):
            errors["plan_to"] = _("Write the first and the last year.")
        elif self.plan_from and self.plan_to and not 0 <= self.plan_to - self.plan_from < PLAN_YEARS:
            errors["plan_to"] = _("A plan covers three years at most (décret 2019-768, article 7).")
        if errors:
            raise ValidationError(errors)

    @classmethod
    def of(cls, site: Site | None) -> AccessibilitySettings:
        """What the site told, or nothing yet: unlike `for_site`, a reader's page writes no row."""
        found: AccessibilitySettings | None = cls.objects.filter(site=site).first() if site else None
        return found or cls()

    @property
    def audit(self) -> Audit:
        return Audit(self.audited_on, self.rate)

    def status(self, today: date) -> Any:
        """What the law lets the site say of itself, in words."""
        return STATUS[conformity(self.audit, today)]

    def duties(self, today: date) -> list[Any]:
        """What the webmaster is to see to, in words; nothing when all is in order."""
        found = []
        until = self.audit.valid_until
        if not until:
            found.append(_("No audit is recorded: the law makes the site say “not conforming”."))
        elif today >= until:
            found.append(_("The audit is more than three years old: the site says “not conforming” again."))
        elif today >= until - NOTICE:
            found.append(_("The audit will soon be three years old: have another one made."))
        if not self.plan_to or not self.plan:
            found.append(_("The multi-year plan of accessibility is to be written."))
        elif today.year > self.plan_to:
            found.append(_("The multi-year plan of accessibility is over: write the next one."))
        return found
