"""Filling in and sending a procedure, without JavaScript. A GET writes nothing."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from edm.organisation.api import TownRequest
from portal.procedures.selectors import version_at, version_known, version_open
from portal.requests.access import SignInNeeded, request_find_for, request_get_for
from portal.requests.files import file_remove, files_keep
from portal.requests.filing import Filing
from portal.requests.forms import FilingForm
from portal.requests.models import ServiceRequest
from portal.requests.presentation import changed_notice, confirmation_context, filing_context, is_recent
from portal.requests.services import draft_delete, draft_save, draft_unpark, request_submit


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: TownRequest, key: UUID) -> HttpResponse:
    """The first step of a procedure. A row is written by the POST alone, under the form's own id."""
    version = version_at(request=request, key=key, language=get_language())
    if version is None:
        return closed(request, key)
    user = request.user if request.user.is_authenticated else None
    if request.method != "POST":
        return step_page(request, Filing(request.town, version, uuid.uuid4(), user), 1)
    request_id = posted_id(request)
    # The version's own town has been read with all a filing needs of it.
    filing = Filing(version.procedure.kind.unit.body.town, version, request_id, user)
    try:
        # A form sent for the first time has no row: asked alone, that costs a quarter of reading one.
        if ServiceRequest.objects.filter(pk=request_id).exists():
            filing.row = request_find_for(request, request_id)
    except SignInNeeded as needed:
        return park(request, filing, 1, needed.row)
    if filing.row is not None and filing.row.version.procedure_id != version.procedure_id:
        raise Http404
    if filing.row is None and user is None and "signed_in" in request.POST:
        return park(request, filing, 1, None)
    return step_post(request, filing, 1)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: TownRequest, pk: UUID, number: int) -> HttpResponse:
    """A step of a draft."""
    try:
        filing = filing_of(request, pk)
    except SignInNeeded as needed:
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        filing = Filing(request.town, needed.row.version, pk, None)
        return park(request, filing, number, needed.row)
    if isinstance(filing, HttpResponse):
        return filing
    if not 1 <= number <= len(filing.steps):
        return redirect(filing.step_url(1))
    if request.method == "POST":
        return step_post(request, filing, number)
    if filing.parked is None and "corriger" in request.GET:
        return step_page(request, filing, number, filing.stored_form(number))
    return step_page(request, filing, number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: TownRequest, pk: UUID) -> HttpResponse:
    """All the answers on one page, each with a link to correct it, then the sending."""
    try:
        filing = filing_of(request, pk)
    except SignInNeeded:
        return redirect_to_login(request.path)
    if isinstance(filing, HttpResponse):
        return filing
    if wrong := filing.first_wrong():
        return redirect(f"{filing.step_url(wrong)}?corriger=1")
    if request.method == "POST" and not has_changed(request, filing):
        return submit(filing, filing.answers, filing.contact)
    context = filing_context(filing, filing.total) | {"summary": filing.summary(), "contact": filing.contact}
    context["notice"] = changed_notice() if request.method == "POST" else ""
    return render(request, "requests/check.html", context)


@never_cache
@require_safe
def sent(request: TownRequest, pk: UUID) -> HttpResponse:
    """The number, and what happens next."""
    try:
        row = request_get_for(request, pk)
    except SignInNeeded:
        return redirect_to_login(request.path)
    if row.case_id is None:
        raise Http404
    if row.user_id is None and not is_recent(row):
        # The secret id stays in a browser's history: a day later the code is asked for.
        return redirect("requests:track")
    return render(request, "requests/confirmation.html", confirmation_context(row))


def filing_of(request: TownRequest, pk: UUID) -> Filing | HttpResponse:
    """The draft and where it stands; a redirection once it was sent, a page where its procedure is closed."""
    row = request_get_for(request, pk)
    if row.case_id is not None:
        return redirect("requests:sent", pk=pk)
    key = row.version.procedure.key
    version = version_open(town=request.town, key=key, language=row.version.language)
    if version is None:
        return closed(request, key)
    user = request.user if request.user.is_authenticated else None
    return Filing(request.town, version, pk, user, row, parked=parked_of(request, row))


def parked_of(request: TownRequest, row: ServiceRequest) -> ServiceRequest | None:
    """What was typed for this draft while nobody was signed in; its secret id came back with the sign-in."""
    try:
        token = UUID(request.GET.get("reprise", ""))
    except ValueError:
        return None
    return ServiceRequest.objects.filter(pk=token, parked_for=row).first()


def step_page(
    request: TownRequest, filing: Filing, number: int, form: FilingForm | None = None, notice: str = ""
) -> HttpResponse:
    form = form or filing.form(number)
    context = filing_context(filing, number) | {"form": form, "notice": notice}
    response = TemplateResponse(request, "requests/step.html", context)
    if form.is_bound and form.errors:
        response.status_code = 422
    return response


def step_post(request: TownRequest, filing: Filing, number: int) -> HttpResponse:
    """Read a step: keep its files, then go on, or show it again with what is wrong."""
    if filing.row is not None and filing.row.case_id is not None:
        return redirect("requests:sent", pk=filing.row.pk)
    form = filing.form(number, request.POST)
    form.is_valid()
    changed = has_changed(request, filing)
    if must_keep(request, filing):
        row = keep(request, filing, form)
        if row.case_id is not None:
            return redirect("requests:sent", pk=row.pk)
    if "remove" in request.POST:
        again = filing.form(number)
        return step_page(request, filing, number, again, _("The file was removed."))
    if "later" in request.POST:
        return redirect(reverse("requests:kept", args=[filing.request_id]))
    for name, _spec in form.needs_files(filing.files):
        form.add_error(name, _("Add a file."))
    if form.errors:
        return step_page(request, filing, number, form)
    return go_on(request, filing, number, form, changed=changed)


def go_on(request: TownRequest, filing: Filing, number: int, form: FilingForm, *, changed: bool) -> HttpResponse:
    """After a right step: the next one, the page to check, or the sending of a short form."""
    if changed:
        return step_page(request, filing, number, form, changed_notice())
    if filing.is_short:
        contact = filing.account.completed_by(form.typed_contact())
        return submit(filing, form.answers, contact)
    if number < len(filing.steps):
        return redirect("requests:step", pk=filing.request_id, number=number + 1)
    return redirect("requests:check", pk=filing.request_id)


def must_keep(request: TownRequest, filing: Filing) -> bool:
    """Whether this POST writes a draft: not where all goes at once in one right step without a file."""
    return bool(filing.row or request.FILES or not filing.is_short or {"later", "remove"} & request.POST.keys())


def keep(request: TownRequest, filing: Filing, form: FilingForm) -> ServiceRequest:
    """Write the draft, then its files; what is refused is said beside its question."""
    parked = filing.parked
    filing.row = row = draft_save(
        town=filing.town,
        version=filing.version,
        request_id=filing.request_id,
        user=filing.user,
        answers=form.typed(),
        contact=form.typed_contact(),
    )
    if row.case_id is not None:
        return row
    if parked is not None:
        draft_unpark(draft=row, parked=parked)
        filing.parked = None
    if "remove" in request.POST:
        file_remove(row=row, file_id=request.POST["remove"])
    for name, spec in form.file_specs.items():
        uploads = request.FILES.getlist(name)
        if not uploads:
            continue
        most = min(spec.get("count") or 1, settings.PARVIS_UPLOAD_MAX_FILES)
        for message in files_keep(town=filing.town, row=row, field=spec["id"], uploads=uploads, most=most):
            form.add_error(name, message)
    filing.__dict__.pop("files", None)
    return row


def submit(filing: Filing, answers: dict[str, Any], contact: Any) -> HttpResponse:
    row = request_submit(
        town=filing.town,
        version=filing.version,
        request_id=filing.request_id,
        user=filing.user,
        contact=contact,
        answers=answers,
        is_new=filing.row is None,
    )
    return redirect("requests:sent", pk=row.pk)


def park(request: TownRequest, filing: Filing, number: int, owned: ServiceRequest | None) -> HttpResponse:
    """The session expired while the citizen was typing: keep it in a row of its own, then ask to sign in.

    `owned` is the account's draft, which is not touched: it takes these answers when its owner sends them again.
    """
    if owned is not None and (owned.case_id is not None or not 1 <= number <= len(filing.steps)):
        return redirect_to_login(reverse("requests:sent", args=[owned.pk]))
    fresh = Filing(filing.town, filing.version, uuid.uuid4() if owned else filing.request_id, None)
    form = fresh.form(number, request.POST)
    form.is_valid()
    fresh.row = draft_save(
        town=fresh.town,
        version=fresh.version,
        request_id=fresh.request_id,
        user=None,
        answers=form.typed(),
        parked_for=owned,
    )
    for name, spec in form.file_specs.items():
        most = min(spec.get("count") or 1, settings.PARVIS_UPLOAD_MAX_FILES)
        files_keep(town=fresh.town, row=fresh.row, field=spec["id"], uploads=request.FILES.getlist(name), most=most)
    back = reverse("requests:step", args=[owned.pk if owned else fresh.request_id, number])
    query = {"reprise": str(fresh.request_id)} if owned else {}
    target = f"{back}?{urlencode(query)}" if query else back
    return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': target, 'garde': '1'})}")


@never_cache
@require_safe
def kept(request: TownRequest, pk: UUID) -> HttpResponse:
    """Where to find the draft again."""
    try:
        filing = filing_of(request, pk)
    except SignInNeeded:
        return redirect_to_login(request.path)
    if isinstance(filing, HttpResponse):
        return filing
    return render(request, "requests/kept.html", {"filing": filing, "url": filing.step_url(1)})


@require_POST
def discard(request: TownRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away; a request that was sent stays."""
    try:
        row = request_get_for(request, pk)
    except SignInNeeded:
        return redirect_to_login(reverse("requests:list"))
    draft_delete(request_id=row.pk)
    return redirect("requests:list" if request.user.is_authenticated else "/")


def closed(request: TownRequest, key: UUID) -> HttpResponse:
    """The procedure is not, or no longer, filed online: say so, and where to turn."""
    version = version_known(town=request.town, key=key)
    if version is None:
        raise Http404
    return render(request, "requests/closed.html", {"version": version, "town": request.town}, status=410)


def posted_id(request: TownRequest) -> UUID:
    """The form's own id; a new one where it is missing or no id."""
    try:
        return UUID(request.POST.get("request_id", ""))
    except ValueError:
        return uuid.uuid4()


def has_changed(request: TownRequest, filing: Filing) -> bool:
    """Whether the form was drawn from another definition than the one that can be filed now."""
    return request.POST.get("digest", filing.version.digest) != filing.version.digest
