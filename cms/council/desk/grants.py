"""The grants, as open data ask for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from cms.council.desk.roles import ROLES
from cms.council.models import Grant
from edm.organisation.admin_api import TownViewSet

SIRET = 14


class GrantForm(WagtailAdminModelForm):
    class Meta:
        model = Grant
        fields = [
            "body", "act", "agreed_on", "reference", "beneficiary", "beneficiary_siret", "beneficiary_rna", "purpose",
            "amount", "in_money", "in_kind", "conditions", "paid_from", "paid_until", "notified_to_eu", "share",
        ]  # fmt: skip
        widgets = {
            name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            for name in ("agreed_on", "paid_from", "paid_until")
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        siret = (data.get("beneficiary_siret") or "").replace(" ", "")
        data["beneficiary_siret"] = siret
        if siret and (len(siret) != SIRET or not siret.isascii() or not siret.isdigit()):
            self.add_error("beneficiary_siret", _("A SIRET has fourteen digits."))
        if not data.get("in_money") and not data.get("in_kind"):
            self.add_error("in_money", _("Choose in money, in kind, or both."))
        if (amount := data.get("amount")) is not None and amount < 0:
            self.add_error("amount", _("An amount is not negative."))
        share = data.get("share")
        if share is not None and not 0 < share <= 1:
            self.add_error("share", _("Write a part from 0.01 to 1."))
        start, end = data.get("paid_from"), data.get("paid_until")
        if start and end and end < start:
            self.add_error("paid_until", _("It ends on the day it begins, or later."))
        return data


class GrantViewSet(TownViewSet):
    model = Grant
    form_class = GrantForm
    name = "subventions"
    url_prefix = "conseil/subventions"
    icon = "tag"
    menu_label = gettext_lazy("Grants")
    roles = ROLES
    town_field = "body__town"
    list_display = ["beneficiary", "amount", "agreed_on", "purpose"]
    search_fields = ["beneficiary", "purpose"]
