"""The directory in the back office: entries, categories, and what people propose; the webmaster's."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.base import ViewSetGroup

from cms.directory.admin_forms import DecisionForm, EntryForm
from cms.directory.models import Category, Entry, Proposal
from cms.directory.panels import PANELS
from cms.directory.services import AlreadyDecided, entry_revise, proposal_accept, proposal_refuse
from edm.organisation.admin_api import TownCreateView, TownEditView, TownViewSet
from edm.organisation.api import Role

WEBMASTER = frozenset({Role.WEBMASTER})


class Revised:
    """What is saved is kept as a revision, with who saved it."""

    request: Any

    def save_instance(self) -> Any:
        entry = super().save_instance()  # type: ignore[misc]
        entry_revise(entry=entry, user=self.request.user)
        return entry


class EntryCreateView(Revised, TownCreateView):
    pass


class EntryEditView(Revised, TownEditView):
    pass


class EntryViewSet(TownViewSet):
    model = Entry
    name = "entries"
    url_prefix = "annuaire/fiches"
    icon = "group"
    menu_label = gettext_lazy("Entries")
    roles = WEBMASTER
    panels = PANELS
    base_form_class = EntryForm
    add_view_class = EntryCreateView
    edit_view_class = EntryEditView
    list_display = ["name", "kind", "phone", BooleanColumn("published", label=gettext_lazy("on the site"))]
    list_filter = ["kind", "published"]
    search_fields = ["name", "function", "summary", "address", "phone", "email"]


class CategoryViewSet(TownViewSet):
    model = Category
    name = "entry_categories"
    url_prefix = "annuaire/categories"
    icon = "tag"
    menu_label = gettext_lazy("Categories")
    roles = WEBMASTER
    form_fields = ["name"]
    list_display = ["name"]


class DecisionView(TownEditView):
    """What was and what would be, side by side; accepted or refused with a reason."""

    template_name = "directory/gestion/proposal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        proposal = self.object
        now = proposal.entry
        labels = {field.name: field.verbose_name for field in Entry._meta.fields}
        context["rows"] = [
            {
                "label": labels[name],
                "old": getattr(now, name) if now and proposal.state == Proposal.State.PENDING else old,
                "new": proposal.proposed[name],
            }
            for name, old in proposal.before.items()
        ]
        context["is_pending"] = proposal.state == Proposal.State.PENDING
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            if form.cleaned_data["decision"] == DecisionForm.ACCEPT:
                proposal_accept(proposal=self.object, user=self.request.user)
                messages.success(self.request, _("It is on the site, and the proposer is told."))
            else:
                proposal_refuse(
                    proposal=self.object, user=self.request.user, reason=form.cleaned_data["decision_reason"]
                )
                messages.success(self.request, _("It is refused, and the proposer is told why."))
        except AlreadyDecided:
            messages.warning(self.request, _("This was decided already, or its entry is gone: nothing is changed."))
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.render_to_response(self.get_context_data(form=form))
        return redirect(reverse("entry_proposals:index"))


class ProposalViewSet(TownViewSet):
    model = Proposal
    name = "entry_proposals"
    url_prefix = "annuaire/propositions"
    icon = "comment"
    menu_label = gettext_lazy("Proposed changes")
    roles = WEBMASTER
    actions = frozenset({"view", "change"})
    form_class = DecisionForm
    edit_view_class = DecisionView
    list_display = [
        "title",
        "proposer_name",
        Column("created_at", label=pgettext_lazy("a proposal", "received")),
        "state",
    ]
    list_filter = ["state"]
    search_fields = ["title", "proposer_name", "proposer_email"]


class DirectoryGroup(ViewSetGroup):
    menu_label = gettext_lazy("Directory")
    menu_icon = "group"
    menu_name = "annuaire"
    menu_order = 290
    items = (EntryViewSet, CategoryViewSet, ProposalViewSet)
