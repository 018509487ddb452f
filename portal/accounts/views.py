"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import cast

from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from edm.organisation.api import TownRequest
from portal.accounts.factor_forms import CodeForm
from portal.accounts.factor_views import code_page
from portal.accounts.forms import PreferencesForm, SignInForm
from portal.accounts.models import User
from portal.accounts.resumption import FIELD, park, parked_read
from portal.accounts.second_factor import half_signed_in, is_on
from portal.accounts.ways import after_sign_in, code_address, safe_next
from portal.documents.api import documents_of
from portal.requests.api import requests_of

# The home shows the latest; the tabs have them all.
SHOWN = 4


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: TownRequest) -> HttpResponse:
    """The one sign-in page, for citizens and staff."""
    if request.method != "POST":
        if half_signed_in(request):
            return redirect(code_address(safe_next(request)))
        if request.user.is_authenticated:
            return redirect(after_sign_in(request, request.user))
    form = SignInForm(request.POST or None, request=request)
    parked = request.POST.get(FIELD, "")
    if form.is_valid() and form.user:
        # An account made by the town hall has no row here: nobody else could have chosen its address.
        unproven = EmailAddress.objects.filter(user=form.user, verified=False, primary=True).exists()
        return enter(request, form.user, email_verification="mandatory" if unproven else "none", parked=parked)
    kept = request.GET.get("garde") == "1" or bool(parked)
    context = {"form": form, "next": safe_next(request), "kept": kept, "parked": parked}
    return render(request, "account/login.html", context)


def enter(request: TownRequest, user: User, *, email_verification: str, parked: str = "") -> HttpResponse:
    """Open the session of who gave the right password, and go on: to the code, if the account has a second factor."""
    asks_code = is_on(user)
    onward = after_sign_in(request, user)
    response = perform_login(
        request,
        user,
        email_verification=email_verification,
        redirect_url=code_address(onward) if asks_code else onward,
    )
    typed = parked_read(parked) if request.user.is_authenticated and parked else None
    if typed and asks_code:
        return code_page(request, CodeForm(user=user, request=request), onward=onward, parked=parked)
    return render(request, "account/resume.html", {"parked": typed}) if typed else response


def sign_in_to_resume(request: TownRequest) -> HttpResponse:
    """A form of the back office came after its session had ended: sign in first, with what was typed kept along."""
    if user := half_signed_in(request):
        form = CodeForm(user=user, request=request)
        return code_page(request, form, onward=reverse("wagtailadmin_home"), parked=park(request), status=401)
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
