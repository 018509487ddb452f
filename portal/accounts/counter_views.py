"""The sheet that is printed at the counter, and its first use at home."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from edm.organisation.api import TownRequest
from portal.accounts.counter import code_use
from portal.accounts.counter_forms import FirstSignInForm
from portal.accounts.models import CounterAccount
from portal.accounts.second_factor import qr_drawn
from portal.accounts.views import enter


def sheet(request: TownRequest, account: CounterAccount, code: str) -> HttpResponse:
    """The sheet to print, this once: the code stands nowhere else. In French, whatever the clerk's language."""
    with override("fr"):
        address = request.build_absolute_uri(reverse("account_first_sign_in"))
        context = {"account": account, "person": account.user, "code": code, "address": address}
        context["qr"] = qr_drawn(address)
        response = render(request, "account/counter_sheet.html", context)
    add_never_cache_headers(response)
    return response


@sensitive_post_parameters("code", "password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_sign_in(request: TownRequest) -> HttpResponse:
    """The code of the sheet opens the account once, to choose its password."""
    form = FirstSignInForm(request.POST or None, request=request)
    if form.is_valid() and form.user:
        if not code_use(user=form.user, password=form.cleaned_data["password1"]):
            return redirect("account_first_sign_in")
        return enter(request, form.user, email_verification="none")
    return render(request, "account/first_sign_in.html", {"form": form})
