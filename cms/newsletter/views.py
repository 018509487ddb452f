"""The letter's own pages. A link in a mail only shows: programs follow it too; what it does, a button does."""

from __future__ import annotations

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cms.newsletter import selectors
from cms.newsletter.forms import SubscribeForm, ThemesForm
from cms.newsletter.models import Subscriber
from cms.newsletter.services import (
    TooManySubscriptions,
    subscription_ask,
    subscription_change,
    subscription_confirm,
    subscription_end,
)
from cms.pages.cache import public_page
from cms.pages.chrome import Entry, chrome_for
from edm.organisation.api import town_for_request

METHODS = ["GET", "HEAD", "POST"]


class Told(NamedTuple):
    title: str
    text: str
    button: str = ""


@never_cache
@require_http_methods(METHODS)
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form; the same page follows for an address that is known and for one that is not."""
    town = town_for_request(request)
    if not selectors.is_offered(town):
        raise Http404
    assert town is not None  # noqa: S101
    form = SubscribeForm(town, request.POST or None)
    consent = _(
        "%(town)s uses your e-mail to send you its letter, because you agree to it (GDPR, article 6.1.a), until you "
        "leave: each letter has a link for that, and your address is then erased."
    ) % {"town": town.name}
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["confirmation"]:  # a robot: told what a person is, and nothing is kept
            return redirect("newsletter:asked")
        try:
            subscription_ask(
                town=town,
                email=form.cleaned_data["email"],
                themes=form.cleaned_data["themes"],
                language=get_language() or "fr",
                consent=consent,
            )
        except TooManySubscriptions:
            form.add_error(None, _("The town hall has received many subscriptions: try again in an hour."))
        else:
            return redirect("newsletter:asked")
    context = {"form": form, "consent": consent, "crumbs": _crumbs(request)[:1]}
    return render(request, "newsletter/subscribe.html", context, status=422 if form.errors else 200)


@require_safe
@public_page
def asked(request: HttpRequest) -> HttpResponse:
    text = _("A mail is on its way to you: open the link in it to confirm. Look among the unwanted mails too.")
    return _told(request, Told(_("One more step"), text))


@never_cache
@require_http_methods(METHODS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    found = _subscriber(request, token)
    if found is None:
        return _gone(request)
    if request.method == "POST":
        subscription_confirm(subscriber=found)
        return _told(request, Told(_("You are subscribed"), _("The next letter will come to you.")))
    text = _("The letter will come to %(email)s.") % {"email": found.email}
    return _ask(request, Told(_("Confirm your subscription"), text, _("Confirm")))


@never_cache
@require_http_methods(METHODS)
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    found = _subscriber(request, token)
    if found is None:
        return _gone(request)
    form = ThemesForm(found.town, request.POST or None, initial={"themes": list(found.themes.all())})
    saved = request.method == "POST" and form.is_valid()
    if saved:
        subscription_change(subscriber=found, themes=form.cleaned_data["themes"])
    context = {"form": form, "subscriber": found, "saved": saved, "crumbs": _crumbs(request)}
    return render(request, "newsletter/preferences.html", context)


@csrf_exempt  # a mail program posts here for its reader, in one click (RFC 8058)
@never_cache
@require_http_methods(METHODS)
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Done again, it says so again."""
    found = _subscriber(request, token)
    if request.method == "POST":
        if found:
            subscription_end(subscriber=found)
        return _gone(request)
    if found is None:
        return _gone(request)
    text = _("%(email)s will receive no letter any more, and is erased.") % {"email": found.email}
    return _ask(request, Told(_("Leave the letter"), text, _("Unsubscribe")))


def _subscriber(request: HttpRequest, token: str) -> Subscriber | None:
    try:
        return selectors.subscriber_get(town_for_request(request), token)
    except Http404:
        return None  # erased since: the page says so, as it would to who leaves twice


def _gone(request: HttpRequest) -> HttpResponse:
    return _told(request, Told(_("You are not subscribed"), _("This address receives no letter, and is not kept.")))


def _told(request: HttpRequest, told: Told) -> HttpResponse:
    return render(request, "newsletter/told.html", {"told": told, "crumbs": _crumbs(request)})


def _ask(request: HttpRequest, told: Told) -> HttpResponse:
    return render(request, "newsletter/ask.html", {"told": told, "crumbs": _crumbs(request)})


def _crumbs(request: HttpRequest) -> list[Entry]:
    chrome = chrome_for(request)
    home = Entry(_("Home"), chrome.home_url if chrome else "/")
    if not selectors.is_offered(town_for_request(request)):
        return [home]
    return [home, Entry(_("The letter of the town"), reverse("newsletter:subscribe"))]
