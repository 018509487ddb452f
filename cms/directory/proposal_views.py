"""A change proposed to an association, or a new one: a form apart from the kept pages, then a confirmation."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.directory import selectors
from cms.directory.models import Entry
from cms.directory.proposal_forms import ProposalForm
from cms.directory.services import TooManyProposals, proposal_make
from cms.directory.views import crumbs_of
from cms.pages.cache import public_page
from cms.pages.chrome import Entry as Link
from edm.organisation.api import Town, town_for_request


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """To a published association; 404 for any other entry."""
    town = town_for_request(request)
    return _form(request, town, selectors.association_get(town, slug))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    return _form(request, town_for_request(request), None)


@require_safe
@public_page
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/thanks.html", {"crumbs": crumbs_of(request)})


def _form(request: HttpRequest, town: Town | None, entry: Entry | None) -> HttpResponse:
    if not town:
        raise Http404
    name = entry.name if entry else ""  # the form changes the object's own
    form = ProposalForm(request.POST or None, instance=entry or Entry(town=town, kind=Entry.Kind.ASSOCIATION))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["confirmation"]:  # a robot: told what a person is, and nothing is kept
            return redirect("directory:thanks")
        try:
            proposal_make(
                town=town,
                entry=selectors.association_get(town, entry.slug) if entry else None,
                texts=form.texts(),
                proposer_name=form.cleaned_data["proposer_name"],
                proposer_email=form.cleaned_data["proposer_email"],
            )
        except TooManyProposals:
            form.add_error(None, _("The town hall has received many changes: try again in an hour."))
        else:
            return redirect("directory:thanks")
    crumbs = crumbs_of(request)
    if entry:
        crumbs.append(Link(name, entry.get_absolute_url()))
    context = {"form": form, "name": name, "crumbs": crumbs}
    return render(request, "directory/propose.html", context, status=422 if form.errors else 200)
