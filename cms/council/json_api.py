"""The acts as JSON, for programs: read only, by pages, open to any site. The page at conseil/api/ documents it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.council import catalogue, selectors
from cms.council.models import Act, Meeting
from cms.council.views import crumbs, page_or_404, town_or_404
from cms.pages.cache import public_page
from edm.law.matters import matter_name

PER_PAGE = 50


@require_safe
@public_page
def about(request: HttpRequest) -> HttpResponse:
    """What can be asked, and what comes back."""
    return render(
        request, "council/api.html", {"crumbs": crumbs(request), "root": request.build_absolute_uri("/")[:-1]}
    )


@require_safe
def acts(request: HttpRequest) -> JsonResponse:
    """The acts that can be read, the last first; the filters of the lists, and `nature`."""
    town = town_or_404(request)
    nature = request.GET.get("nature", "")
    found = catalogue.acts(town, nature if nature in Act.Nature else "", catalogue.Wanted.read(request.GET))
    page = page_or_404(found.select_related("body", "current"), request, PER_PAGE)
    return _listed(request, page.paginator, page.number, [_act(request, act) for act in page])


@require_safe
def act(request: HttpRequest, pk: int) -> JsonResponse:
    """One act, with its text and who voted what; withdrawn, without its text and with the reason."""
    town = town_or_404(request)
    known = Act.objects.online(town).filter(pk=pk).values_list("nature", flat=True).first()
    found = catalogue.act_get(town, known or "", pk)
    told = _act(request, found)
    if found.is_withdrawn:
        told["retrait"] = found.withdrawn_reason
    else:
        told["texte_html"] = found.shown_text
        told["votes"] = {
            choice: [{"nom": name, "par_pouvoir": proxy} for name, proxy in names]
            for choice, names in catalogue.votes_by_choice(found)
        }
    return _open(JsonResponse(told))


@require_safe
def meetings(request: HttpRequest) -> JsonResponse:
    """The meetings on the site, the last first."""
    page = page_or_404(selectors.meetings(town_or_404(request)), request, PER_PAGE)
    return _listed(request, page.paginator, page.number, [_meeting(request, meeting) for meeting in page])


def _listed(request: HttpRequest, paginator: Paginator[Any], number: int, rows: list[dict[str, Any]]) -> JsonResponse:
    asked = request.GET.copy()
    asked["page"] = str(number + 1)
    more = request.build_absolute_uri(f"{request.path}?{asked.urlencode()}") if number < paginator.num_pages else None
    return _open(JsonResponse({"total": paginator.count, "page": number, "suivante": more, "resultats": rows}))


def _open(response: JsonResponse) -> JsonResponse:
    """Public data: any page may read them (CORS)."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _meeting(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.pk,
        "assemblee": str(meeting.body),
        "date": meeting.date.isoformat(),
        "heure": meeting.time.isoformat("minutes") if meeting.time else None,
        "lieu": meeting.place,
        "deliberations": meeting.online_count,  # type: ignore[attr-defined]  # annotated
        "url": request.build_absolute_uri(meeting.get_absolute_url()),
    }


def _act(request: HttpRequest, act: Act) -> dict[str, Any]:
    version = act.current
    shown = version is not None and version.withdrawn_at is None
    pdf = reverse("council:version", args=[act.current_id]) if shown else ""
    return {
        "id": act.pk,
        "nature": act.nature,
        "numero": act.number,
        "collectivite": act.body.name,
        "siren": act.body.siren,
        "date": act.date.isoformat(),
        "objet": act.title,
        "matiere": {"code": act.matter_code, "nom": matter_name(act.matter_code)} if act.matter_code else None,
        "rapporteur": act.rapporteur,
        "auteur": act.author,
        "resultat": act.result,
        "votes_pour": act.votes_for,
        "votes_contre": act.votes_against,
        "abstentions": act.abstentions,
        "mis_en_ligne": act.published_at.isoformat() if act.published_at else None,
        "sha256": version.sha256 if version and shown else None,
        "pdf": request.build_absolute_uri(pdf) if pdf else None,
        "url": request.build_absolute_uri(act.get_absolute_url()),
        "api": request.build_absolute_uri(reverse("council:api_act", args=[act.pk])),
    }
