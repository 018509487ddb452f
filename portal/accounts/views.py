"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import cast

from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from edm.organisation.api import TownRequest, roles_of
from portal.accounts.forms import PreferencesForm, SignInForm
from portal.accounts.models import User
from portal.accounts.resumption import FIELD, park, parked_read
from portal.documents.api import documents_of
from portal.requests.api import requests_of

# The home shows the latest; the tabs have them all.
SHOWN = 4


def safe_next(request: TownRequest) -> str:
    """The `next` address that was asked for, if it leads to this very site; else an empty text."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    fits = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if fits else ""


def after_sign_in(request: TownRequest, user: User) -> str:
    """Where to go once signed in: where one was going, else the back office for staff, else the account."""
    if address := safe_next(request):
        return address
    return reverse("wagtailadmin_home" if roles_of(user, request.town) else "accounts:home")


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: TownRequest) -> HttpResponse:
    """The one sign-in page, for citizens and staff."""
    if request.user.is_authenticated and request.method != "POST":
        return redirect(after_sign_in(request, request.user))
    form = SignInForm(request.POST or None, request=request)
    parked = request.POST.get(FIELD, "")
    if form.is_valid() and form.user:
        # An account made by the town hall has no row here: nobody else could have chosen its address.
        unproven = EmailAddress.objects.filter(user=form.user, verified=False, primary=True).exists()
        response = perform_login(
            request,
            form.user,
            email_verification="mandatory" if unproven else "none",
            redirect_url=after_sign_in(request, form.user),
        )
        typed = parked_read(parked) if request.user.is_authenticated and parked else None
        return render(request, "account/resume.html", {"parked": typed}) if typed else response
    kept = request.GET.get("garde") == "1" or bool(parked)
    context = {"form": form, "next": safe_next(request), "kept": kept, "parked": parked}
    return render(request, "account/login.html", context)


def sign_in_to_resume(request: HttpRequest) -> HttpResponse:
    """A form of the back office came after its session had ended: sign in first, with what was typed kept along."""
    context = {
        "form": SignInForm(request=request),
        "next": reverse("wagtailadmin_home"),
        "kept": True,
        "parked": park(request),
        "action_url": reverse("account_login"),
    }
    response = render(request, "account/login.html", context, status=401)
    add_never_cache_headers(response)
    return response


@require_POST
def sign_out(request: TownRequest) -> HttpResponse:
    """Sign out, and go back to the home page (or to a safe `next`)."""
    logout(request)
    return redirect(safe_next(request) or "/")


@require_http_methods(["GET", "HEAD"])
def staff_sign_in(request: TownRequest) -> HttpResponse:
    """Wagtail's own sign-in addresses lead to the one page, with the way back."""
    address = reverse("account_login")
    if onward := safe_next(request):
        return redirect(reverse("account_login", query={"next": onward}))
    return redirect(address)


def locked(request: TownRequest, credentials: dict[str, str], *args: object) -> HttpResponse:
    """What django-axes answers while an account is shut after too many failures."""
    return render(request, "account/locked.html", {"minutes": 15}, status=429)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def home(request: TownRequest) -> HttpResponse:
    """A citizen's home: what is under way, what was received."""
    lines = requests_of(request.user, request.town)
    context = {
        "lines": lines[:SHOWN],
        "waiting": [line for line in lines if line.look == "incomplete"],  # however old
        "documents": documents_of(request.user, request.town)[:SHOWN],
    }
    return render(request, "account/home.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: TownRequest) -> HttpResponse:
    """One's name, phone, address and the way one would rather be answered."""
    form = PreferencesForm(request.POST or None, instance=cast("User", request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your preferences are saved."))
        return redirect("accounts:preferences")
    return render(request, "account/preferences.html", {"form": form})


@require_http_methods(["GET", "HEAD"])
def tags(request: TownRequest) -> HttpResponse:
    """Keywords for Wagtail's forms: those that the town's pictures and documents carry, no other town's."""
    term = request.GET.get("term", "")
    names: set[str] = set()
    if term and request.town.collection:
        for model in (get_image_model(), get_document_model()):
            own = model.objects.filter(collection__path__startswith=request.town.collection.path)
            found = own.filter(tags__name__istartswith=term).order_by("tags__name")
            names.update(found.values_list("tags__name", flat=True).distinct()[:10])
    return JsonResponse(sorted(names)[:10], safe=False)
