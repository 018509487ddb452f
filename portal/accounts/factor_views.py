"""The second factor: the page of the code at sign-in, and its own pages in the account."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as otp_login
from django_otp.models import Device

from edm.organisation.api import TownRequest
from portal.accounts.factor_forms import CodeForm, ProofForm, SetUpForm
from portal.accounts.models import User
from portal.accounts.notices import Notice, notice_send
from portal.accounts.resumption import FIELD, parked_read
from portal.accounts.second_factor import (
    device_pending,
    half_signed_in,
    is_on,
    is_required,
    key_of,
    qr_of,
    recovery_codes_left,
    recovery_codes_make,
    second_factor_switch_off,
)
from portal.accounts.ways import after_sign_in, code_address, safe_next


def verified(request: TownRequest, user: User, device: Device) -> None:
    """From here on the session has passed the second factor, under another key than before."""
    request.user = user
    otp_login(request, device)
    request.session.cycle_key()
    rotate_token(request)


def code_page(request: TownRequest, form: CodeForm, *, onward: str, parked: str, status: int = 200) -> HttpResponse:
    """The page that asks for the code, with what must not be lost."""
    address = reverse("account_second_factor")
    context = {"form": form, "next": onward, "parked": parked, "action_url": address}
    response = render(request, "account/code.html", context, status=status)
    add_never_cache_headers(response)
    return response


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: TownRequest) -> HttpResponse:
    """After the password: the code. Whoever gave no password is led there first."""
    user = half_signed_in(request)
    if user is None:
        if request.user.is_authenticated:
            return redirect(after_sign_in(request, request.user))
        return redirect(code_address(safe_next(request), name="account_login"))
    form = CodeForm(request.POST or None, user=user, request=request)
    parked = request.POST.get(FIELD, "")
    if form.is_valid():
        verified(request, user, form.device)
        if not recovery_codes_left(user):
            messages.warning(request, _("You have no recovery code left: make new ones in Two-step sign-in."))
        typed = parked_read(parked) if parked else None
        return (
            render(request, "account/resume.html", {"parked": typed})
            if typed
            else redirect(after_sign_in(request, user))
        )
    return code_page(request, form, onward=safe_next(request), parked=parked)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def status(request: TownRequest) -> HttpResponse:
    """Whether it is on, and what can be done."""
    user = cast("User", request.user)
    context = {"is_on": is_on(user), "required": is_required(user), "left": recovery_codes_left(user)}
    return render(request, "account/factor.html", context)


@login_required
@never_cache
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: TownRequest) -> HttpResponse:
    """The key, as a drawing and as text; then the password and the first code, and the recovery codes.

    The password where a town requires it too, and right after sign-in: whoever finds a session open would else lock
    its owner out.
    """
    user = cast("User", request.user)
    if is_on(user):
        return redirect("accounts:factor")
    device = device_pending(user)
    form = SetUpForm(request.POST or None, user=user, request=request, device=device)
    if form.is_valid():
        device.refresh_from_db()
        verified(request, user, device)
        return codes_page(request, form.codes)
    context = {
        "form": form,
        "qr": qr_of(device, request.town),
        "key": key_of(device),
        "required": is_required(user),
        "next": safe_next(request),
    }
    return render(request, "account/factor_set_up.html", context)


def codes_page(request: TownRequest, codes: list[str]) -> HttpResponse:
    """The recovery codes, this once: they stand in no other page."""
    return render(request, "account/factor_codes.html", {"codes": codes, "onward": safe_next(request)})


@login_required
@never_cache
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: TownRequest) -> HttpResponse:
    """New recovery codes, for the password and a code."""
    user = cast("User", request.user)
    if not is_on(user):
        return redirect("accounts:factor")
    form = ProofForm(request.POST or None, user=user, request=request)
    if form.is_valid():
        made = recovery_codes_make(user=user)
        notice_send(user=user, town=request.town, notice=Notice.CODES)
        return codes_page(request, made)
    return render(request, "account/factor_renew.html", {"form": form})


@login_required
@never_cache
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def switch_off(request: TownRequest) -> HttpResponse:
    """Off, for the password and a code; never where the town requires it."""
    user = cast("User", request.user)
    if not is_on(user):
        return redirect("accounts:factor")
    if is_required(user):
        raise PermissionDenied
    form = ProofForm(request.POST or None, user=user, request=request)
    if form.is_valid():
        second_factor_switch_off(user=user, town=request.town)
        messages.success(request, _("Two-step sign-in is off."))
        return redirect("accounts:factor")
    return render(request, "account/factor_off.html", {"form": form})
