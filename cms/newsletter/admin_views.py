"""The letter in the back office: its themes, its subscribers, what is written; preview, trial, sending."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from csp.decorators import csp
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets import AdminDateTimeInput

from cms.newsletter import selectors
from cms.newsletter.letters import letter_plain, letter_render, letter_schedule, letter_take_back, pages_new
from cms.newsletter.models import Letter, Subscriber, Theme
from cms.newsletter.sending import copy_queue
from edm.organisation.admin_api import InTown, RolePolicy, TownCreateView, TownEditView, TownViewSet
from edm.organisation.api import Role

WEBMASTER = frozenset({Role.WEBMASTER})


class ThemeViewSet(TownViewSet):
    model = Theme
    name = "themes-lettre"
    url_prefix = "lettre/themes"
    icon = "tag"
    menu_label = gettext_lazy("Themes")
    roles = WEBMASTER
    form_fields = ["name", "description", "topics", "public", "position"]
    list_display = ["name", "description", "public"]
    search_fields = ["name"]


class SubscriberViewSet(TownViewSet):
    """Looked at, exported, erased on request; nobody is added by the town hall, since consent is the person's own."""

    model = Subscriber
    name = "abonnes"
    url_prefix = "lettre/abonnes"
    icon = "group"
    menu_label = gettext_lazy("Subscribers")
    roles = WEBMASTER
    actions = frozenset({"view", "delete"})
    form_fields: list[str] = []
    list_display = [
        TitleColumn(
            "email", label=gettext_lazy("e-mail"), get_url=lambda row: reverse("abonnes:delete", args=[row.pk])
        ),
        Column("get_state_display", label=gettext_lazy("State")),
        Column("confirmed_at", label=gettext_lazy("confirmed on")),
    ]
    list_filter = ["state", "themes"]
    list_export = ["email", "state", "confirmed_at", "consent"]
    search_fields = ["email"]


class LetterCreateView(TownCreateView):
    """Begun with what is new on the site since the last letter; the writer keeps what is worth it."""

    def get_initial_form_instance(self) -> Letter:
        town = self.request.town
        found = pages_new(town, list(Theme.objects.filter(town=town).prefetch_related("topics")))
        person: Any = self.request.user
        return Letter(town=town, created_by=person, content=[("page", page) for page in found])

    def get_success_url(self) -> str:
        return str(self.object.desk_url)


class LetterEditView(TownEditView):
    """A draft alone: what has left, or will, is looked at."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = super().dispatch(request, *args, **kwargs)
        return answer if self.object.is_draft else redirect(self.object.desk_url)

    def get_object(self, queryset: Any = None) -> Letter:
        letter: Letter = super().get_object(queryset)
        if self.request.method == "POST" and not letter.is_draft:
            raise PermissionDenied
        return letter

    def get_success_url(self) -> str:
        return str(self.object.desk_url)


class LetterView(InTown, SingleObjectMixin, View):  # type: ignore[misc] # its request has a town
    """One letter of the town."""

    model = Letter
    permission_policy = RolePolicy(Letter, WEBMASTER)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.get_object()  # another town's does not exist, whatever is asked of it
        return super().http_method_not_allowed(request, *args, **kwargs)


class SendForm(forms.Form):
    at = forms.DateTimeField(
        label=gettext_lazy("Leaves on"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Empty: at once."),
    )

    def clean_at(self) -> Any:
        at = self.cleaned_data["at"]
        if at and at < timezone.now():
            raise forms.ValidationError(_("This moment is past."))
        return at


class LetterSendView(LetterView):
    """What it looks like, to whom it goes, what became of it; and its few actions."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(SendForm(prefix="envoi"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        letter, action = self.get_object(), request.POST.get("action", "")
        if action == "try":
            self.to_oneself(letter)
        elif action == "back":
            if letter_take_back(letter=letter):
                messages.success(request, _("It is a draft again."))
            else:
                messages.warning(request, _("It has begun to leave: it can't be taken back."))
        elif action == "send":
            form = SendForm(request.POST, prefix="envoi")
            if not form.is_valid():
                return self.shown(form)
            if letter_schedule(letter=letter, at=form.cleaned_data["at"]):
                messages.success(request, _("It will leave, a few copies at a time."))
            else:
                messages.warning(request, _("It has left already, or is empty: nothing was done."))
        return redirect(letter.desk_url)

    def to_oneself(self, letter: Letter) -> None:
        """A copy to who asks, whose links lead nowhere."""
        rendered(letter)
        writer: Any = self.request.user
        person: Any = SimpleNamespace(email=writer.email, token="-", language="fr", town=letter.town)  # noqa: S106
        if person.email and copy_queue(letter, person, test=True):
            messages.success(self.request, _("A trial is on its way to %(email)s.") % {"email": person.email})
        else:
            messages.warning(self.request, _("Your account has no e-mail that can be written to."))

    def shown(self, form: SendForm) -> HttpResponse:
        letter = self.get_object()
        context = {
            "letter": letter,
            "form": form,
            "count": selectors.recipients(letter).count(),
            "figures": None if letter.is_draft else selectors.figures(letter),
            "page_title": letter.subject,
        }
        return render(self.request, "newsletter/desk/send.html", context)


# Its styles are in it, as mail programs want; nothing in it runs or asks for anything.
MAIL_POLICY = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]}


@method_decorator([csp(MAIL_POLICY), xframe_options_sameorigin], name="dispatch")
class LetterPreviewView(LetterView):
    """The copy itself, for a frame of the screen before."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        html = rendered(self.get_object()).html
        return HttpResponse(html.replace("%%leave%%", "#").replace("%%preferences%%", "#"))


def rendered(letter: Letter) -> Letter:
    """With its HTML and its plain text: those that left, or, of a draft, as they would be."""
    if letter.state not in (Letter.State.SENDING, Letter.State.SENT):
        with override(settings.LANGUAGE_CODE):
            letter.html = letter_render(letter)
        letter.plain = letter_plain(letter.html)
    return letter


class LetterViewSet(TownViewSet):
    model = Letter
    name = "lettres"
    url_prefix = "lettre/lettres"
    icon = "mail"
    menu_label = gettext_lazy("Letters")
    roles = WEBMASTER
    panels = [FieldPanel("subject"), FieldPanel("themes", widget=forms.CheckboxSelectMultiple), FieldPanel("content")]
    add_view_class = LetterCreateView
    edit_view_class = LetterEditView
    list_display = [
        "subject",
        Column("get_state_display", label=gettext_lazy("State")),
        Column("send_at", label=gettext_lazy("leaves on")),
        Column("sent_at", label=gettext_lazy("sent on")),
    ]
    list_filter = ["state"]
    search_fields = ["subject"]

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("send/<int:pk>/", LetterSendView.as_view(), name="send"),
            path("preview/<int:pk>/", LetterPreviewView.as_view(), name="preview"),
        ]


class NewsletterGroup(ViewSetGroup):
    menu_label = pgettext_lazy("menu", "Newsletter")
    menu_icon = "mail"
    menu_name = "lettre"
    menu_order = 295
    items = (LetterViewSet, SubscriberViewSet, ThemeViewSet)
