"""How each assembly publishes and numbers, the registers to be printed, the gazettes to be made."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.council.desk.answers import pdf_answer
from cms.council.desk.roles import ROLES, check_roles
from cms.council.models import Act, Assembly
from cms.council.pdf import PdfUnavailable
from cms.council.registers import register_pdf
from cms.council.selectors import town_today
from cms.council.services.acts import assembly_for
from cms.council.services.gazette import gazette_publish
from cms.council.services.publication import PublicationRefused
from edm.law.council import WEB_FROM, web_is_compulsory
from edm.organisation.admin_api import TownIndexView, TownViewSet
from edm.organisation.api import bodies_for

PATTERNS = ("deliberation_pattern", "order_pattern", "decision_pattern")


class AssemblyForm(WagtailAdminModelForm):
    class Meta:
        model = Assembly
        fields = ["name", "nic", "means", *PATTERNS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        means = self.fields["means"]
        if web_is_compulsory(self.instance.body.town.population):
            means.disabled = True
            self.initial["means"] = Assembly.Means.WEB
            means.help_text = _("From %(count)s inhabitants on, acts are published on the web (CGCT, L2131-1).") % {
                "count": WEB_FROM
            }
        else:
            means.help_text = _(
                "Under %(count)s inhabitants the council may choose by a deliberation; without one, it is the web. By "
                "posting, the time to contest runs from the day in the notice board; on paper, from the day the act is "
                "at hand in the town hall. What is put online here stays readable all the same, and the list of "
                "deliberations and the minutes are put online in any case."
            ) % {"count": WEB_FROM}
        for name in PATTERNS:
            self.fields[name].help_text = _("{year} is the year, {n:03d} the number on three digits.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        for name in PATTERNS:
            pattern = data.get(name, "")
            try:
                first, second = (pattern.format(year=2026, n=n) for n in (1, 2))
                good = first != second and pattern.format(year=2027, n=1) != first
            except (KeyError, ValueError, IndexError, AttributeError):
                good = False
            if not good:
                self.add_error(name, _("A pattern has {year} and {n}, such as {year}-{n:03d}."))
        return data


class AssemblyIndexView(TownIndexView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Each legal body has an assembly: what is missing is made."""
        for body in bodies_for(self.request.town).filter(assembly=None):
            assembly_for(body)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response


class AssemblyViewSet(TownViewSet):
    model = Assembly
    form_class = AssemblyForm
    name = "assemblees"
    url_prefix = "conseil/assemblees"
    icon = "cog"
    menu_label = gettext_lazy("Publication and numbers")
    roles = ROLES
    actions = frozenset({"change", "view"})
    town_field = "body__town"
    index_view_class = AssemblyIndexView
    list_display = ["name", "body", "means"]

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("registres/", RegistersView.as_view(), name="registers")]


class RegisterForm(forms.Form):
    body = forms.ModelChoiceField(label=gettext_lazy("Legal body"), queryset=None, empty_label=None)
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), choices=Act.Nature.choices)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1900, max_value=2200)

    def __init__(self, *args: Any, town: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies_for(town)
        self.fields["year"].initial = town_today(town).year


class GazetteForm(forms.Form):
    body = forms.ModelChoiceField(label=gettext_lazy("Legal body"), queryset=None, empty_label=None)
    month = forms.DateField(
        label=gettext_lazy("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
        help_text=gettext_lazy("As 2026-10."),
    )

    def __init__(self, *args: Any, town: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies_for(town)
        self.fields["month"].initial = _month_before(town_today(town))


class RegistersView(WagtailAdminTemplateMixin, FormView):
    """The register to print (CGCT, R2121-9), and the gazette of a month; a form each."""

    template_name = "council/desk/registers.html"
    page_title = gettext_lazy("Registers and collections")
    header_icon = "list-ul"
    form_class = RegisterForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        check_roles(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("assemblees:index"), "label": _("Assemblies")},
            {"url": "", "label": str(self.page_title)},
        ]

    def get_form_class(self) -> Any:
        return GazetteForm if "recueil" in self.request.POST else RegisterForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"town": self.request.town}  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        town, form = self.request.town, context["form"]  # type: ignore[attr-defined]
        gazette = form if isinstance(form, GazetteForm) else GazetteForm(town=town)
        register = form if isinstance(form, RegisterForm) else RegisterForm(town=town)
        return context | {"register": register, "gazette": gazette}

    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        try:
            if isinstance(form, RegisterForm):
                name = f"registre-{data['nature']}-{data['year']}.pdf"
                return pdf_answer(register_pdf(**data), name)
            gazette_publish(body=data["body"], month=data["month"], user=self.request.user)
        except PdfUnavailable as missing:
            form.add_error(None, missing.message)
        except PublicationRefused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.success(self.request, _("The collection is online."))
            return redirect("assemblees:registers")
        return self.form_invalid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _month_before(day: date) -> date:
    return date(day.year - 1, 12, 1) if day.month == 1 else date(day.year, day.month - 1, 1)
