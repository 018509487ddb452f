"""The diary: its events, when they take place, and the list of what is coming."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import DateBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.pages.drawings import Drawing
from cms.pages.illustrated import IllustratedPage
from cms.pages.public import PublicPage
from cms.pages.recurrence import Frequency, Recurrence
from edm.organisation.admin_api import TownPageForm


class WeekdaysField(forms.MultipleChoiceField):
    """Weekdays kept as "0,2": 0 is Monday."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[(str(day), name) for day, name in WEEKDAYS.items()], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return [day for day in value.split(",") if day] if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return ",".join(sorted(super().clean(value)))


class EventPageForm(TownPageForm):
    repeat_on = WeekdaysField(
        label=_("also on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of an event that comes every week: the other days it takes place."),
    )


class EventIndexPage(PublicPage):
    introduction = models.TextField(_("introduction"), blank=True)

    subpage_types = ["cms_pages.EventPage"]
    template = "pages/event_index.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    page_description = _("The diary by month, for calendars too. An event is written below it.")
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("diary")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import diary

        return super().get_context(request, *args, **kwargs) | diary.listing(self, request)


class EventPage(IllustratedPage):
    class Repeats(models.TextChoices):
        NONE = Frequency.NONE, pgettext_lazy("an event repeats", "No")
        WEEKLY = Frequency.WEEKLY, _("Every week")
        FORTNIGHTLY = Frequency.FORTNIGHTLY, _("Every other week")
        MONTHLY_DATE = Frequency.MONTHLY_DATE, _("Every month, on the same date")
        MONTHLY_WEEKDAY = Frequency.MONTHLY_WEEKDAY, _("Every month, on the same weekday (the second Thursday…)")
        YEARLY = Frequency.YEARLY, _("Every year")

    starts_on = models.DateField(_("first day"))
    starts_at = models.TimeField(_("from"), null=True, blank=True, help_text=_("Empty: all day."))
    ends_on = models.DateField(_("last day"), null=True, blank=True, help_text=_("Only if it lasts several days."))
    ends_at = models.TimeField(_("to"), null=True, blank=True)
    repeats = models.CharField(_("comes back"), max_length=15, choices=Repeats, blank=True, default=Repeats.NONE)
    repeat_on = models.CharField(max_length=13, blank=True)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: until further notice."))
    exceptions = StreamField(
        [("day", DateBlock(label=pgettext_lazy("calendar", "Day")))], blank=True, verbose_name=_("except on")
    )
    place = models.CharField(_("place"), max_length=160, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    organiser = models.CharField(_("organised by"), max_length=160, blank=True)
    price = models.CharField(_("price"), max_length=120, blank=True, help_text=_("For example: free entry."))
    booking = models.URLField(_("address to book at"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    drawing = models.CharField(
        _("drawing"),
        max_length=12,
        choices=Drawing,
        default=Drawing.PARTY,
        help_text=_("Shown where there is no picture."),
    )
    # The last day it can still take place; null: no end is known. What is over leaves the lists by it.
    last_on = models.DateField(null=True, editable=False)

    base_form_class = EventPageForm
    parent_page_types = ["cms_pages.EventIndexPage"]
    template = "pages/event.html"
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_on"), FieldPanel("starts_at")]),
                FieldRowPanel([FieldPanel("ends_on"), FieldPanel("ends_at")]),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [FieldPanel("repeats"), FieldPanel("repeat_on"), FieldPanel("until"), FieldPanel("exceptions")],
            heading=_("Does it come back?"),
        ),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("address")], heading=_("Where")),
        MultiFieldPanel(
            [FieldPanel("organiser"), FieldPanel("price"), FieldPanel("booking"), FieldPanel("phone")],
            heading=_("Practical information"),
        ),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("drawing")], heading=_("Picture")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("event")
        indexes = [models.Index(fields=["last_on"], name="event_last_on")]

    def clean(self) -> None:
        super().clean()
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("It ends after it begins: choose a later day.")})
        same_day = self.ends_on in (None, self.starts_on)
        if self.ends_at and not self.starts_at:
            raise ValidationError({"starts_at": _("Write from what hour.")})
        if same_day and self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("It ends after it begins: write a later hour.")})
        if self.until and self.starts_on and self.until < self.starts_on:
            raise ValidationError({"until": _("The last time comes after the first: choose a later day.")})

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.last_on = self._last_day()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.last_on = self._last_day()
        super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import diary

        return super().get_context(request, *args, **kwargs) | diary.shown(self, request)

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence(
            starts_on=self.starts_on,
            frequency=Frequency(self.repeats),
            weekdays=frozenset(int(day) for day in self.repeat_on.split(",") if day),
            until=self.until,
            exceptions=frozenset(block.value for block in self.exceptions),
        )

    @property
    def length(self) -> timedelta:
        """From its first day to its last."""
        return (self.ends_on or self.starts_on) - self.starts_on

    @property
    def calendar_url(self) -> str:
        return reverse("pages_localized:event_calendar", args=[self.pk])

    def _last_day(self) -> date | None:
        if not self.starts_on:
            return None
        if self.repeats:
            return self.until + self.length if self.until else None
        return self.ends_on or self.starts_on
