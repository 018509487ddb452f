"""The components that every screen is made of."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from cms.theme.icons import DRAWINGS, icon
from cms.theme.templatetags.theme import breakable, errors_of, paving, tel, tied


class Questions(forms.Form):
    name = forms.CharField(label="Nom", help_text="Comme sur votre pièce d’identité.")
    kind = forms.ChoiceField(label="Choix", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="J’accepte")
    plan = forms.FileField(label="Plan", required=False)


def field(name, data=None):
    form = Questions(data)
    return render_to_string("theme/components/field.html", {"field": form[name]})


def test_label_help_error_input_stand_in_that_order():
    html = field("name", {"name": ""})
    places = [html.index(part) for part in ("<label", "aide", "msg", "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_name_aide id_name_erreur"' in html
    assert 'aria-invalid="true"' in html


def test_what_was_typed_stays():
    assert 'value="Le Gall"' in field("name", {"name": "Le Gall"})


def test_choices_are_whole_rows_in_a_fieldset():
    html = field("kind")
    assert html.count('class="choix"') == 2
    assert "<legend>Choix" in html


def test_optional_fields_are_marked_and_required_ones_are_not():
    assert "fac" in field("plan")
    assert "fac" not in field("name")


def test_the_summary_links_to_each_field():
    form = Questions({})
    html = render_to_string("theme/components/error_summary.html", {"form": form})
    assert 'href="#id_name"' in html
    assert 'href="#id_kind_0"' in html
    assert len(errors_of(form)) == 3


def test_no_component_carries_a_style_attribute():
    for name in ("field", "error_summary", "clock", "file_list", "callout", "tile", "pill", "timeline", "empty"):
        html = render_to_string(f"theme/components/{name}.html", {"field": Questions()["name"], "form": Questions({})})
        assert " style=" not in html, name


def test_pagination_names_the_next_page_in_words():
    page = Paginator(range(100), 10).page(5)
    html = render_to_string("theme/components/pagination.html", {"page": page, "label": "Pages"})
    assert 'aria-current="page">5<' in html
    assert "Suivante" in html


@pytest.mark.parametrize(
    ("number", "address"), [("02 99 00 00 00", "+33299000000"), ("+33 2 99 00", "+3329900"), ("112", "112")]
)
def test_phone_numbers_become_calls(number, address):
    assert tel(number) == address


def test_small_helpers():
    assert breakable("Saint-Exemple-sur-Vilaine").count("<wbr>") == 1
    assert tied("Noël : de 9 h à 18 h") == "Noël\N{NO-BREAK SPACE}: de 9\N{NO-BREAK SPACE}h à 18\N{NO-BREAK SPACE}h"
    assert tied("de 700 à 1 199 €, 3 hivers") == "de 700 à 1\N{NO-BREAK SPACE}199\N{NO-BREAK SPACE}€, 3 hivers"
    assert breakable("Nantes") == '<span class="nb">Nantes</span>'
    assert paving(2, 3) == ["fait", "ici", ""]
    assert all(icon(name).startswith("<svg") for name in DRAWINGS)
    with pytest.raises(KeyError):
        icon("no such icon")
