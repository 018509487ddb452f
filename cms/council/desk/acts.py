"""The list of the acts and their form."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from cms.council.desk import papers, steps
from cms.council.desk.forms import ActForm
from cms.council.desk.roles import ROLES
from cms.council.models import Act
from cms.council.opendata import GAPS, gaps
from cms.council.services import acts
from cms.council.services.publication import publication_reasons
from cms.council.starters import starters
from edm.law.matters import MATTERS
from edm.organisation.admin_api import TownCreateView, TownDeleteView, TownEditView, TownIndexView, TownViewSet
from edm.organisation.api import bodies_for

ADD = {
    Act.Nature.DELIBERATION: gettext_lazy("Add a deliberation"),
    Act.Nature.ORDER: gettext_lazy("Add an order"),
    Act.Nature.DECISION: gettext_lazy("Add a decision"),
}
MAIN_MATTERS = [(code, f"{code} {name}") for code, name in MATTERS.items() if "." not in code]


class ActFilterSet(WagtailFilterSet):
    nature = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Nature"), choices=Act.Nature.choices, widget=forms.CheckboxSelectMultiple
    )
    state = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("State"), choices=Act.State.choices, widget=forms.CheckboxSelectMultiple
    )
    year = django_filters.NumberFilter(label=gettext_lazy("Year"), field_name="date", lookup_expr="year")
    matter = django_filters.ChoiceFilter(label=gettext_lazy("Matter"), choices=MAIN_MATTERS, method="filter_matter")
    body = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Legal body"), queryset=lambda request: bodies_for(request.town)
    )

    class Meta:
        model = Act
        fields: list[str] = []

    def filter_matter(self, rows: QuerySet[Act], name: str, value: str) -> QuerySet[Act]:
        return rows.filter(matter_code__startswith=f"{value}.")


class ActIndexView(TownIndexView):
    filterset_class = ActFilterSet
    default_ordering = "-date"

    def get_base_queryset(self) -> QuerySet[Act]:
        rows = super().get_base_queryset()
        return rows.select_related("meeting", "body").defer("text", "public_text", "words")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """One button a nature: each has its own form."""
        add = reverse("actes:add")
        return [
            HeaderButton(str(label), url=f"{add}?nature={nature.value}", icon_name="plus")
            for nature, label in ADD.items()
        ]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [
            Button(_("Open data: what is missing"), url=reverse("actes:gaps"), icon_name="table"),
            Button(_("Registers and collections"), url=reverse("assemblees:registers"), icon_name="list-ul"),
        ]


class ActCreateView(TownCreateView):
    template_name = "council/desk/new_act.html"

    def nature(self) -> str:
        asked = self.request.GET.get("nature", "")
        return asked if asked in Act.Nature else Act.Nature.DELIBERATION

    def get_initial_form_instance(self) -> Act:
        town = self.request.town
        author = f"{town.mayor}, maire" if town.mayor else ""
        act = Act(town=town, nature=self.nature(), body=bodies_for(town).first(), author=author)
        if starter := starters(act.nature).get(self.request.GET.get("modele", "")):
            starter.begin(act)
        return act

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.GET.get("modele", "")
        offered = {"nature": self.nature(), "starters": starters(self.nature()).values(), "chosen": chosen}
        return super().get_context_data(**kwargs) | offered

    def get_add_url(self) -> str:
        return f"{super().get_add_url()}?nature={self.nature()}"

    def get_page_subtitle(self) -> str:
        return str(Act.Nature(self.nature()).label)

    def get_success_url(self) -> str:
        """To its own page, where it goes on."""
        return reverse("actes:edit", args=[self.object.pk])


class ActEditView(TownEditView):
    template_name = "council/desk/act.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        act = self.object
        return context | {
            "act": act,
            "steps": steps.steps_of(act),
            "reasons": [] if act.current_id else publication_reasons(act=act),
            "gaps": [GAPS[gap] for gap in gaps(act)] if act.nature == Act.Nature.DELIBERATION else [],
            "versions": act.versions.order_by("-number").select_related("document"),
        }

    def get_success_url(self) -> str:
        return reverse("actes:edit", args=[self.object.pk])

    def save_instance(self) -> Act:
        """By the service: what was signed meanwhile by somebody else is not overwritten."""
        form = self.form
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        if "meeting" in changes:
            changes |= {"date": form.instance.date, "body": form.instance.body}
        return acts.act_text_change(act=form.instance, **changes) if changes else form.instance

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except acts.ActRefused as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)


class ActDeleteView(TownDeleteView):
    def form_valid(self, form: Any) -> Any:
        """A draft goes; what took a number stays, or the series would have a gap."""
        if self.object.state != Act.State.DRAFT or self.object.sequence or self.object.item_id:
            steps.refuse(self.request, [_("Only a draft without a number, and of no agenda, can be deleted.")])
            return steps.back(self.object)
        return super().form_valid(form)


class ActViewSet(TownViewSet):
    model = Act
    form_class = ActForm
    name = "actes"
    url_prefix = "conseil/actes"
    icon = "doc-full"
    menu_label = gettext_lazy("Acts")
    roles = ROLES
    index_view_class = ActIndexView
    add_view_class = ActCreateView
    edit_view_class = ActEditView
    delete_view_class = ActDeleteView
    list_per_page = 30
    list_display = [
        TitleColumn("title", label=pgettext_lazy("of an act", "Title"), url_name="actes:edit", sort_key="title"),
        Column("number", label=gettext_lazy("Number"), sort_key="number"),
        Column("get_nature_display", label=gettext_lazy("Nature")),
        Column("date", label=gettext_lazy("Date"), sort_key="date"),
        Column("get_state_display", label=gettext_lazy("State")),
    ]
    search_fields = ["number", "title"]

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("adopter/<int:pk>/", steps.AdoptView.as_view(), name="adopt"),
            path("signer/<int:pk>/", steps.SignView.as_view(), name="sign"),
            path("transmettre/<int:pk>/", steps.TransmitView.as_view(), name="transmit"),
            path("publier/<int:pk>/", steps.PublishView.as_view(), name="publish"),
            path("remplacer/<int:pk>/", steps.RepublishView.as_view(), name="republish"),
            path("retirer/<int:pk>/", steps.WithdrawView.as_view(), name="withdraw"),
            path("archiver/<int:pk>/", steps.ArchiveView.as_view(), name="archive"),
            path("apercu/<int:pk>/", papers.preview_page, name="preview"),
            path("apercu/<int:pk>/acte.pdf", papers.preview_pdf, name="preview_pdf"),
            path("signe/<int:pk>/acte.pdf", papers.signed, name="signed"),
            path("attestation/<int:pk>/attestation.pdf", papers.certificate, name="certificate"),
            path("donnees-ouvertes/", papers.gaps_view, name="gaps"),
        ]
