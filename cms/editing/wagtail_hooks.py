"""The gate, the report and the redirects in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.editing import gate, urls
from cms.editing.redirects import RedirectViewSet
from cms.editing.review import review_ready

hooks.register("before_publish_page", gate.publish_stop)
hooks.register("after_publish_page", gate.publish_tell)
hooks.register("before_bulk_action", gate.bulk_stop)
hooks.register("before_create_page", review_ready)
hooks.register("before_edit_page", review_ready)


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    return [path("qualite/", include(urls))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return MenuItem(
        _("Quality of the site"), reverse_lazy("quality:pages"), name="qualite", icon_name="glasses", order=320
    )


@hooks.register("register_admin_viewset")
def register_redirects() -> RedirectViewSet:
    return RedirectViewSet()


@hooks.register("register_log_actions")
def register_review(actions: Any) -> None:
    actions.register_action("cms_editing.review", _("Read again"), _("Read again: nothing to change"))


@hooks.register("insert_global_admin_css")
def stylesheet() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("editing/gestion.css"))


@hooks.register("insert_editor_js")
def script() -> SafeString:
    return format_html('<script src="{}"></script>', static("editing/show.js"))
