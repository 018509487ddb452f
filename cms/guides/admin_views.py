"""The webmaster's screens: whether the town shows the guides, what was imported, and the town's own procedures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.guides.models import Guide, GuideImport, GuideLink, TownGuides
from edm.organisation.admin_api import TownForm, TownViewSet
from edm.organisation.api import Role, roles_of

RUNS_SHOWN = 10


class GuideLinkForm(TownForm):
    class Meta:
        model = GuideLink
        fields = ["code", "page"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().upper()
        if not Guide.objects.live().filter(pk=code).exists():
            self.add_error("code", _("No sheet has this code: read it in the address of the sheet."))
        return code


class GuideLinkViewSet(TownViewSet):
    model = GuideLink
    form_class = GuideLinkForm
    name = "liens-fiches"
    icon = "link"
    menu_label = gettext_lazy("Guides: our procedures")
    menu_name = "liens-fiches"
    add_to_admin_menu = False
    roles = frozenset({Role.WEBMASTER})
    list_display = ["code", "page"]
    search_fields = ["code"]


class GuidesView(WagtailAdminTemplateMixin, TemplateView):
    """Show the guides or not; the last imports, and what was wrong in them."""

    template_name = "guides/desk.html"
    page_title = gettext_lazy("Guides of service-public.fr")
    header_icon = "doc-full"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if Role.WEBMASTER not in roles_of(request.user, request.town):  # type: ignore[attr-defined]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = "shown" in request.POST
        TownGuides.objects.update_or_create(town=request.town, defaults={"shown": shown})  # type: ignore[attr-defined]
        messages.success(request, _("The guides are on the site.") if shown else _("The guides are off the site."))
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choice = TownGuides.objects.filter(town=self.request.town).first()  # type: ignore[attr-defined]
        return super().get_context_data(**kwargs) | {
            "shown": choice.shown if choice else True,
            "count": Guide.objects.live().count(),
            "runs": GuideImport.objects.all()[:RUNS_SHOWN],
        }
