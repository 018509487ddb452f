"""Writes: what is known of a page's quality."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, get_page_models

from cms.editing.models import PageHealth
from cms.editing.rules import Level, findings_of
from cms.editing.subject import Subject, fresh_day
from cms.editing.weight import weight_of
from cms.pages.public import PublicPage

logger = logging.getLogger(__name__)
AGAIN_AFTER = timedelta(days=1)  # what a page links to changes without it


def page_touch(*, page: Page) -> None:
    """What a page shows has changed: the worker looks at it again."""
    PageHealth.objects.update_or_create(page_id=page.pk, defaults={"due": True})


def page_review(*, page: Page, user: Any) -> None:
    """Somebody has read a page again and finds it right: it is fresh for a year. Safe to repeat."""
    today = timezone.localdate()
    health, _created = PageHealth.objects.get_or_create(page_id=page.pk)
    if health.reviewed_on == today:
        return
    health.reviewed_on, health.due = today, True
    health.save(update_fields=["reviewed_on", "due"])
    log(instance=page, action="cms_editing.review", user=user)


def page_check_waits() -> bool:
    """Whether a page is to be looked at: cheap, asked every few seconds."""
    return _next() is not None


def page_check_next() -> bool:
    """Look at one page that is due, that was never looked at, or not since yesterday; False when there is none.

    It is marked before the work: a page that cannot be shown is tried once a day, and delays no other.
    """
    health = _next()
    if health is None:
        return False
    marked = {"due": False, "checked_at": timezone.now()}
    health, _created = PageHealth.objects.update_or_create(page_id=health.page_id, defaults=marked)
    try:
        page_check(health=health)
    except Exception:  # a page of any type, with any content: what it raises is its own
        logger.exception("Page %s cannot be checked", health.page_id)
    return True


def page_check(*, health: PageHealth) -> None:
    """Write down what is wrong with a page as it is published, and what it weighs."""
    page = health.page.specific
    if weight := weight_of(page):
        health.html_bytes, health.phone_bytes, health.desktop_bytes = weight.html, weight.phone, weight.desktop
    subject = Subject(page, phone_bytes=health.phone_bytes, fresh_on=fresh_day(page, health.reviewed_on))
    found = findings_of(subject)
    health.counts = dict(Counter(finding.code for finding in found))
    health.errors = sum(finding.level == Level.ERROR for finding in found)
    health.warnings = len(found) - health.errors
    health.save(update_fields=["counts", "errors", "warnings", "html_bytes", "phone_bytes", "desktop_bytes"])


def _next() -> PageHealth | None:
    known = PageHealth.objects.filter(page__live=True).select_related("page")
    if due := known.filter(due=True).first():
        return due
    types = ContentType.objects.get_for_models(*(model for model in get_page_models() if issubclass(model, PublicPage)))
    if page := Page.objects.live().filter(health=None, content_type__in=types.values()).first():
        return PageHealth(page=page)
    return known.filter(checked_at__lt=timezone.now() - AGAIN_AFTER).order_by("checked_at").first()
