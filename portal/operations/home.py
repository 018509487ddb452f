"""Where the webmaster's and the administrator's work begins, on the first screen after sign-in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from cms.pages.models import HomePage, NewsIndexPage, NewsPage
from edm.organisation.api import Role, TownRequest, pages_of, roles_of
from portal.procedures.pages import ProcedureIndexPage, ProcedurePage

WEBMASTER, CONTRIBUTOR = Role.WEBMASTER, Role.CONTRIBUTOR
ADMINISTRATOR, REGISTRAR = Role.ADMINISTRATOR, Role.REGISTRAR


@dataclass(frozen=True)
class Start:
    label: Any
    icon: str
    url: str


def starts_for(request: TownRequest) -> list[Start]:
    """What this person comes to do beside the mail."""
    roles = roles_of(request.user, request.town)
    starts: list[Start] = []
    if WEBMASTER in roles:
        starts += _pages(request)
    elif CONTRIBUTOR in roles:
        starts += [start for start in _pages(request) if start.icon != "form"]  # procedures are the webmaster's
    if roles & {WEBMASTER, REGISTRAR}:
        starts += [
            Start(_("Prepare a council meeting"), "calendar-alt", reverse("meetings:add")),
            Start(_("Write an act"), "doc-full", reverse("actes:index")),
        ]
    if ADMINISTRATOR in roles:
        starts += [
            Start(_("People and roles"), "user", reverse("people:index")),
            Start(_("Units"), "group", reverse("units:index")),
            Start(_("Settings of the town"), "cog", reverse("town:index")),
        ]
    if roles & {ADMINISTRATOR, REGISTRAR}:
        starts.append(Start(_("Kinds of case"), "tag", reverse("types-de-dossier:index")))
    return starts


def _pages(request: TownRequest) -> Iterator[Start]:
    """The pages made most often, each below the page that holds them; then the whole site."""
    pages = pages_of(request.town).filter(locale__language_code=settings.LANGUAGE_CODE).order_by("path")
    for index, page, label, icon in (
        (ProcedureIndexPage, ProcedurePage, _("Make a procedure"), "form"),
        (NewsIndexPage, NewsPage, _("Write a news item"), "edit"),
    ):
        if parent := pages.filter(content_type=ContentType.objects.get_for_model(index)).first():
            name = [page._meta.app_label, page._meta.model_name, parent.pk]
            yield Start(label, icon, reverse("wagtailadmin_pages:add", args=name))
    if home := pages.filter(content_type=ContentType.objects.get_for_model(HomePage)).first():
        yield Start(_("Pages of the site"), "folder-open-inverse", reverse("wagtailadmin_explore", args=[home.pk]))


class StartsPanel(Component):
    name = "starts"
    template_name = "operations/starts_panel.html"
    order = 30

    def __init__(self, starts: list[Start]) -> None:
        self.starts = starts

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"starts": self.starts}
