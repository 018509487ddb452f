"""Who sits: the terms of office, the members and the committees, each in their town."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from cms.council.desk.roles import ROLES
from cms.council.models import Committee, Member, Term
from edm.organisation.admin_api import TownIndexView, TownViewSet

DAY = {"type": "date"}


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs=DAY)


class TermForm(WagtailAdminModelForm):
    class Meta:
        model = Term
        fields = ["body", "name", "starts_on", "ends_on", "seats"]
        widgets = {"starts_on": day_input(), "ends_on": day_input()}


class MemberForm(WagtailAdminModelForm):
    class Meta:
        model = Member
        fields = [
            "term", "rank", "civility", "first_name", "last_name", "function", "title", "group", "delegations", "photo",
            "joined_on", "left_on", "notice_by", "email", "address",
        ]  # fmt: skip
        widgets = {
            "joined_on": day_input(),
            "left_on": day_input(),
            "delegations": forms.Textarea(attrs={"rows": 3}),
            "address": forms.Textarea(attrs={"rows": 3}),
        }


class CommitteeForm(WagtailAdminModelForm):
    class Meta:
        model = Committee
        fields = ["term", "name", "description", "chair", "members"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3}), "members": forms.CheckboxSelectMultiple}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        term = data.get("term")
        chosen = [*data.get("members", []), *([data["chair"]] if data.get("chair") else [])]
        if term and any(member.term_id != term.pk for member in chosen):
            self.add_error("members", _("Choose members of this term of office."))
        return data


class RelatedIndexView(TownIndexView):
    related: tuple[str, ...] = ()

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related(*self.related)


class TermIndexView(RelatedIndexView):
    related = ("body",)


class MemberIndexView(RelatedIndexView):
    related = ("term__body",)


class TermViewSet(TownViewSet):
    model = Term
    form_class = TermForm
    name = "mandats"
    url_prefix = "conseil/mandats"
    icon = "date"
    menu_label = _("Terms of office")
    roles = ROLES
    town_field = "body__town"
    index_view_class = TermIndexView
    list_display = ["name", "body", "starts_on", "ends_on", "seats"]


class MemberViewSet(TownViewSet):
    model = Member
    form_class = MemberForm
    name = "elus"
    url_prefix = "conseil/elus"
    icon = "group"
    menu_label = _("Members")
    roles = ROLES
    town_field = "term__body__town"
    index_view_class = MemberIndexView
    list_display = ["__str__", "rank", "function", "term", "notice_by"]
    list_per_page = 50


class CommitteeViewSet(TownViewSet):
    model = Committee
    form_class = CommitteeForm
    name = "commissions"
    url_prefix = "conseil/commissions"
    icon = "group"
    menu_label = _("Committees")
    roles = ROLES
    town_field = "term__body__town"
    index_view_class = MemberIndexView
    list_display = ["name", "term"]
