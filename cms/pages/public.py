"""What all public pages share."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult
from wagtail.utils.decorators import cached_classmethod

from cms.directory.maps import with_tiles
from edm.organisation.admin_api import TownPageForm

HOME_DEPTH = 2  # in Wagtail's tree, whose root is no page of anybody's


def page_of(pk: int, content_type: int) -> Page | None:
    """A page as its own model, by one query; None where the model is gone, or the page is since."""
    model = ContentType.objects.get_for_id(content_type).model_class()  # kept by Django: no query
    found: Page | None = model._default_manager.filter(pk=pk).first() if model else None
    return found


class PublicPage(Page):
    """A page for everybody: the same for each reader, so it may be kept and served again as it is.

    Its template touches neither the reader's account nor a session. A page under a view restriction is still
    safe: Wagtail answers before `serve`, and readers who were let in carry a session cookie.
    """

    base_form_class = TownPageForm
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("Search engines"),
        ),
        FieldPanel("show_in_menus"),
    ]

    is_open = False  # where `route` knows that no page of the installation is under a restriction
    way: list[tuple[str, str]] | None = None  # where `route` met the pages above: see `selectors.way_to`

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls) -> Any:  # noqa: N805 - Wagtail's decorator makes it a class method
        """Wagtail's tabs, with what is to be corrected above the first one's fields."""
        from cms.editing.panels import QualityPanel

        handler = super().get_edit_handler()
        first = handler.children[0] if handler.children else handler
        first.children.insert(0, QualityPanel().bind_to_model(cls))
        return handler

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        return [
            {"name": "phone", "icon": "mobile-alt", "device_width": 390, "label": _("Preview as on a phone")},
            {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": _("Preview as on a tablet")},
            {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Preview as on a computer")},
        ]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        response.is_public_page = True  # a preview goes by `serve_preview`: it is never kept
        return with_tiles(response) if self._has_map() else response

    def _has_map(self) -> bool:
        """Whether its blocks show a map: its tiles come from a host of their own."""
        body = getattr(self, "body", None)
        return any(block["type"] == "directory_map" for block in getattr(body, "raw_data", ()))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import selectors
        from cms.pages.chrome import chrome_for

        context = super().get_context(request, *args, **kwargs)
        way = self.way if self.way is not None else selectors.way_to(self)
        context["crumbs"] = selectors.crumbs(self, way)
        chrome = chrome_for(request)
        context["translations"] = selectors.translations(self) if chrome and chrome.languages else []
        return context

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The page of a deeper address and the way to it by one query; Wagtail asks for each level in turn."""
        from cms.pages.chrome import chrome_for

        chrome = chrome_for(request)
        self.is_open = chrome is not None and not chrome.restricted
        if path_components:
            ends = range(1, len(path_components) + 1)
            addresses = [f"{self.url_path}{'/'.join(path_components[:end])}/" for end in ends]
            found = Page.objects.filter(path__startswith=self.path, url_path__in=addresses).order_by("path")
            rows = list(found.values_list("pk", "content_type_id", "title", "url_path"))
            if rows and rows[-1][3] == addresses[-1]:
                page = page_of(*rows[-1][:2])
                if isinstance(page, PublicPage):
                    above = [(title, url_path) for _pk, _model, title, url_path in rows[:-1]]
                    page.way = [(self.title, self.url_path), *above] if self.depth == HOME_DEPTH else None
                if page:
                    return page.route(request, [])
        return super().route(request, path_components)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Wagtail looks for those of each ancestor; a site has hardly ever any at all."""
        if self.is_open or not PageViewRestriction.objects.exists():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()
