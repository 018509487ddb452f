"""The inbox in Wagtail's admin: its addresses, its place in the menu, its stylesheet."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet

from edm.inbox import ledger_urls, urls
from edm.inbox.home import MailPanel
from edm.inbox.mailboxes import MailboxViewSet
from edm.inbox.permissions import may_manage, may_read_mail
from edm.inbox.viewsets import CaseKindViewSet, CorrespondentViewSet, ReplyTemplateViewSet
from edm.organisation.requests import TownRequest


class MailMenuItem(MenuItem):
    def is_shown(self, request: TownRequest) -> bool:
        return may_read_mail(request.user, request.town)


@hooks.register("register_admin_urls")
def register_urls() -> list:
    return [path("courriers/", include(urls)), path("registre/", include(ledger_urls))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return MailMenuItem(_("Mail"), reverse_lazy("inbox:list"), name="courriers", icon_name="mail", order=10)


class LedgerMenuItem(MenuItem):
    def is_shown(self, request: TownRequest) -> bool:
        return may_manage(request.user, request.town)


@hooks.register("register_admin_menu_item")
def register_ledger_item() -> MenuItem:
    label = _("Register of the day")
    return LedgerMenuItem(label, reverse_lazy("ledger:day"), name="registre", icon_name="list-ul", order=20)


@hooks.register("construct_homepage_panels")
def mail_shown(request: TownRequest, panels: list[Component]) -> None:
    if may_read_mail(request.user, request.town):
        panels.append(MailPanel(request))


@hooks.register("insert_global_admin_css")
def stylesheet() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("inbox/gestion.css"))


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet]:
    return [CaseKindViewSet(), CorrespondentViewSet(), ReplyTemplateViewSet(), MailboxViewSet()]
