"""The gate at publishing: it stops what has an error, and tells what to improve.

By then Wagtail has kept what was typed as a draft, so nothing is lost. Three ways lead to the public, and the gate
stands on each: the editor's button, the schedule (the same button, with a date), and several pages at once. The
worker publishes at its hour what the gate has let through.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from cms.editing.rules import Finding, Level, findings_of
from cms.editing.selectors import subject_for
from cms.pages.public import PublicPage

TOLD = 8  # findings in a message; the panel of the editor has them all


def findings_for(page: Page, *levels: Level) -> list[Finding]:
    """Of a draft, of these levels alone or all; nothing of what is no public page."""
    return findings_of(subject_for(page), *levels) if isinstance(page, PublicPage) else []


def errors_of(page: Page) -> list[Finding]:
    return findings_for(page, Level.ERROR)


def place_of(page: Page, finding: Finding) -> str:
    """The address of the field or block in the editor, which opens and shows it."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return f"{address}#:w:contentpath={finding.path}" if finding.path else address


def told(page: Page, findings: Iterable[Finding]) -> SafeString:
    rows = (
        (finding.message, place_of(page, finding), _("Show it")) if finding.path else (finding.message, "", "")
        for finding in list(findings)[:TOLD]
    )
    return format_html(
        "<ul>{}</ul>",
        format_html_join(
            "", "<li>{}</li>", ((format_html('{} <a href="{}">{}</a>', *row) if row[1] else row[0],) for row in rows)
        ),
    )


def publish_stop(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook `before_publish_page`: back to the editor with what to correct; None to go on."""
    errors = errors_of(page.specific)
    if not errors:
        return None
    head = ngettext(
        "“%(title)s” is kept as a draft, and not published yet: %(count)s thing is to be corrected.",
        "“%(title)s” is kept as a draft, and not published yet: %(count)s things are to be corrected.",
        len(errors),
    ) % {"title": page.get_admin_display_title(), "count": len(errors)}
    messages.error(request, format_html("{} {}", head, told(page, errors)))
    return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def publish_tell(request: HttpRequest, page: Page) -> None:
    """Hook `after_publish_page`: what could be better."""
    if found := findings_for(page.specific, Level.WARNING):
        messages.warning(request, format_html("{} {}", _("Published. To improve when you can:"), told(page, found)))


def bulk_stop(request: HttpRequest, action_type: str, objects: Iterable[Page], action: Any) -> HttpResponse | None:
    """Hook `before_bulk_action`: several pages are published together, or none."""
    if action_type != "publish" or getattr(action, "model", None) is not Page:
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        pages += [below for page in pages for below in page.get_descendants().not_live()]
    stopped = [page for page in pages if errors_of(page.get_latest_revision_as_object())]
    if not stopped:
        return None
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((reverse("wagtailadmin_pages:edit", args=[page.pk]), page.get_admin_display_title()) for page in stopped),
    )
    messages.error(
        request, format_html("{} {}", _("Nothing is published: these pages have something to correct."), links)
    )
    back = get_valid_next_url_from_request(request)
    return redirect(back or reverse("wagtailadmin_explore", args=[stopped[0].get_parent().pk]))
