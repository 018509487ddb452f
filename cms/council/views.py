"""The council's pages: the same for every reader; what is not online answers 404."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage, InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.council import catalogue, selectors
from cms.council.act_page import act_force, versions_of
from cms.council.meeting_page import meeting_page
from cms.council.models import Meeting, Vote
from cms.council.wording import LISTS
from cms.pages.cache import public_page
from cms.pages.chrome import Entry, chrome_for
from edm.law.matters import matter_name
from edm.organisation.api import LegalBody, Town, town_for_request

PER_PAGE = 20


@require_safe
@public_page
def meetings(request: HttpRequest) -> HttpResponse:
    """The next meeting with its agenda; then all of them, a year or all years."""
    town = town_or_404(request)
    known = selectors.years(town)
    wanted = request.GET.get("annee", "")
    year = int(wanted) if wanted.isdecimal() and int(wanted) in known else None
    page = page_or_404(selectors.meetings(town, year), request)
    context = {
        "page_of_meetings": page,
        "years": known,
        "year": year,
        "query": f"annee={year}&" if year else "",
        "coming": selectors.coming(town).prefetch_related("items").first() if page.number == 1 and not year else None,
        "crumbs": crumbs(request)[:1],
    }
    return render(request, "council/meetings.html", context)


@require_safe
@public_page
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: its agenda, what the council made of each item, its papers, who was there."""
    found = selectors.meeting_get(town_for_request(request), pk)
    page = meeting_page(found)
    context = {"meeting": found, "page": page, "crumbs": crumbs(request)}
    context |= {"name": meeting_name(found), "about": ". ".join(row.title for row in page.rows)}
    return render(request, "council/meeting.html", context)


@require_safe
@public_page
def acts(request: HttpRequest, nature: str) -> HttpResponse:
    """The acts of one nature that can be read, with filters that need no script."""
    town = town_or_404(request)
    wanted = catalogue.Wanted.read(request.GET)
    context = {
        "nature": nature,
        "words": LISTS[nature],
        "wanted": wanted,
        "page_of_acts": page_or_404(catalogue.acts(town, nature, wanted), request),
        "years": catalogue.years(town, nature),
        "matters": catalogue.matters(town, nature),
        "members": catalogue.members(town) if nature == "deliberation" else [],
        "today": selectors.town_today(town),
        "crumbs": crumbs(request),
    }
    return render(request, "council/acts.html", context)


@require_safe
@public_page
def act(request: HttpRequest, nature: str, pk: int) -> HttpResponse:
    """One act: its text, its vote, the official document, its fingerprint, its force."""
    town = town_or_404(request)
    found = catalogue.act_get(town, nature, pk)
    trail = crumbs(request)
    if found.meeting:
        day = date_format(found.meeting.date, "j F Y")
        trail.append(Entry(_("Meeting of %(date)s") % {"date": day}, found.meeting.get_absolute_url()))
    else:
        trail.append(Entry(str(LISTS[nature].title), reverse(f"council:{nature}s")))
    context = {
        "act": found,
        "meeting": found.meeting,
        "matter": matter_name(found.matter_code),
        "about": _("%(nature)s %(number)s of %(date)s: %(title)s")
        % {
            "nature": found.get_nature_display(),
            "number": found.number,
            "date": date_format(found.date, "j F Y"),
            "title": found.title,
        },
        "text": mark_safe(found.shown_text),  # noqa: S308 (cleaned as it was saved)
        "votes": [(Vote.Choice(choice).label, names) for choice, names in catalogue.votes_by_choice(found)],
        "force": act_force(found, selectors.town_today(town)),
        "versions": versions_of(found),
        "words": LISTS[nature],
        "crumbs": trail,
    }
    return render(request, "council/act.html", context)


def meeting_name(meeting: Meeting) -> str:
    day = date_format(meeting.date, "l j F Y")
    if meeting.body.kind == LegalBody.Kind.COMMUNE:
        return _("Town council of %(day)s") % {"day": day}
    return _("%(body)s, meeting of %(day)s") % {"body": meeting.body, "day": day}


def town_or_404(request: HttpRequest) -> Town:
    town = town_for_request(request)
    if not town:
        raise Http404
    return town


def page_or_404(rows: QuerySet[Any] | list[Any], request: HttpRequest, per_page: int = PER_PAGE) -> Page[Any]:
    try:
        return Paginator(rows, per_page).page(request.GET.get("page", 1))
    except (EmptyPage, InvalidPage) as error:
        raise Http404 from error


def crumbs(request: HttpRequest) -> list[Entry]:
    chrome = chrome_for(request)
    home = Entry(_("Home"), chrome.home_url if chrome else "/")
    return [home, Entry(_("Town council"), reverse("council:meetings"))]
