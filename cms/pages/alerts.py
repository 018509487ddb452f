"""Alerts: a band above the pages of a site, or of a part of it, between two moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.pages.blocks import Tone

if TYPE_CHECKING:
    from edm.organisation.api import Town

# The order on the page: what can hurt first.
SEVERITY = [Tone.URGENT, Tone.ATTENTION, Tone.INFO, Tone.OK]
ICONS = {Tone.INFO: "info", Tone.OK: "check"}


class Alert(models.Model):
    """Its words in the site's first language; those in others are `translations`, by language code."""

    town = models.ForeignKey("edm_organisation.Town", on_delete=models.CASCADE, related_name="alerts")
    tone = models.CharField(_("level"), max_length=4, choices=Tone, default=Tone.ATTENTION)
    title = models.CharField(_("first words, in bold"), max_length=80)
    text = models.CharField(_("text"), max_length=200, blank=True)
    translations: ClassVar[models.JSONField[Any, Any]] = models.JSONField(default=dict, blank=True, editable=False)
    page = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("page that says more")
    )
    section = models.ForeignKey(
        Page,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("only on this page and those below it"),
        help_text=_("Empty: on the whole site."),
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Empty: until somebody ends or deletes it.")
    )
    dismissible = models.BooleanField(
        _("can be closed by the reader"), default=True, help_text=_("For the time of a visit; no cookie is set.")
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.ends_at and self.starts_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("It ends after it begins: choose a later moment.")})

    def words(self, language: str) -> tuple[str, str, bool]:
        """Title and text in a language, else in the first one; and whether they are in the one asked for."""
        told = self.translations.get(language) or {}
        if told.get("title"):
            return told["title"], told.get("text", ""), True
        return self.title, self.text, False

    def state_at(self, now: datetime) -> str:
        """One of "coming", "running", "over"."""
        if self.starts_at > now:
            return "coming"
        return "running" if self.ends_at is None or self.ends_at > now else "over"

    @property
    def state_in_words(self) -> Any:
        return {"coming": _("Announced"), "running": _("On the site"), "over": _("Over")}[self.state_at(timezone.now())]


@dataclass(frozen=True)
class Shown:
    """An alert as a page shows it, in the reader's language."""

    key: str  # changes with its content, so that what was closed is shown again once it says something else
    tone: str
    icon: str
    title: str
    text: str
    language: str  # of its words where it is not the page's
    url: str
    below: str  # the address under which it stands; empty: everywhere
    dismissible: bool

    @cached_property
    def html(self) -> str:
        return render_to_string("theme/parts/alert.html", {"alert": self})


def running(town: Town, now: datetime) -> QuerySet[Alert]:
    open_end = Q(ends_at=None) | Q(ends_at__gt=now)
    return Alert.objects.filter(open_end, town=town.pk, starts_at__lte=now)


def shown(town: Town, request: HttpRequest, main_language: str) -> list[Shown]:
    """What stands on the site now, the gravest first. One query, more where a page is named in another language."""
    found = running(town, timezone.now()).select_related("page__locale", "section__locale")
    language = translation.get_language() or main_language
    rows = sorted(found, key=lambda alert: (SEVERITY.index(Tone(alert.tone)), -alert.starts_at.timestamp()))
    return [row for alert in rows if (row := _shown(alert, request, language, main_language))]


def _shown(alert: Alert, request: HttpRequest, language: str, main_language: str) -> Shown | None:
    title, text, translated = alert.words(language)
    section = alert.section and alert.section.localized
    return Shown(
        key=f"{alert.pk}-{int(alert.changed_at.timestamp())}",
        tone=alert.tone,
        icon=ICONS.get(Tone(alert.tone), "warn"),
        title=title,
        text=text,
        language="" if translated or language == main_language else main_language,
        url=_url(alert.page, request),
        below=(section.get_url(request) or "") if section else "",
        dismissible=alert.dismissible,
    )


def _url(page: Page | None, request: HttpRequest) -> str:
    return page.localized.get_url(request) or "" if page and page.live else ""


def end(*, alert: Alert) -> None:
    """Take it off the site now; safe to repeat."""
    now = timezone.now()
    if alert.state_at(now) == "running":
        alert.ends_at = now
        alert.save(update_fields=["ends_at", "changed_at"])
