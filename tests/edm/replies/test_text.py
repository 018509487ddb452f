"""Templates, variables, rich text."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from edm.register.registration import Sender
from edm.replies.models import ReplyTemplate
from edm.replies.richtext import html_clean, html_to_text
from edm.replies.selectors import templates_for
from edm.replies.services import template_render
from edm.replies.variables import VARIABLES, date_in_words, variables_fill, variables_unknown
from tests.factories import case_make


def template(hall, subject="Dossier {{ numero }}", body="<p>Bonjour {{ nom }},</p>", **more):
    return ReplyTemplate(town=hall.town, name="Essai", subject=subject, body=body, **more)


def test_a_template_is_filled_from_the_case_and_values_are_text(a):
    sender = Sender(name="<b>Maryse</b> {{ numero }}", email="m@courriel.example", address="1 rue\n35000 Rennes")
    case = case_make(a, a.pothole, sender=sender)
    body = "<p>{{ nom }}<br/>{{adresse}} – {{&nbsp;Numéro&nbsp;}} {{ agent }} {{ inconnu }}</p>"
    subject, html = template_render(template=template(a, body=body), case=case, actor=a.clerk)
    assert subject == f"Dossier {case.number}"
    assert "&lt;b&gt;Maryse&lt;/b&gt; {{ numero }}<br/>1 rue<br/>35000 Rennes" in html
    assert html.endswith(f"{case.number} Clerk Alpha {{{{ inconnu }}}}</p>")


def test_every_variable_has_a_value_and_a_name(a):
    case = case_make(a, a.pothole)
    for variable in VARIABLES:
        assert isinstance(variable.value(case, a.clerk), str)
        assert str(variable.label)
        assert variables_unknown(f"{{{{ {variable.name} }}}}") == []


def test_an_unknown_variable_is_pointed_at_in_the_editor(a):
    with pytest.raises(ValidationError) as refused:
        template(a, body="<p>{{ case.kind.delete }} {{ nom }}</p>").full_clean()
    assert list(refused.value.message_dict) == ["body"]
    assert "case.kind.delete" in str(refused.value)
    template(a).full_clean()


@given(st.text(max_size=200))
def test_no_template_breaks_the_rendering(text):
    variables_unknown(text)
    variables_fill(text.replace("numero", "x"), case=None, html=False) if not _has_known(text) else None


def _has_known(text):
    return any(variable.name in text.lower() for variable in VARIABLES)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 22), "22 novembre 2026"),
        (date(2026, 8, 1), "1er août 2026"),
        (date(2026, 2, 11), "11 février 2026"),
    ],
)
def test_a_date_in_words(day, words):
    assert date_in_words(day) == words


def test_templates_of_the_unit_and_of_all_in_this_town_alone(a, b):
    case = case_make(a, a.pothole)
    for name, unit in (("tous", None), ("voirie", a.roads), ("civil", a.civil)):
        ReplyTemplate.objects.create(town=a.town, unit=unit, name=name, subject="s", body="<p>b</p>")
    ReplyTemplate.objects.create(town=b.town, name="ailleurs", subject="s", body="<p>b</p>")
    assert [found.name for found in templates_for(case)] == ["tous", "voirie"]


def test_only_what_the_editor_offers_stays(a):
    dirty = (
        '<h2 style="x">t</h2><script>x()</script><p onclick="x">a <b>b</b></p><img src=x><a href="javascript:x">l</a>'
    )
    assert html_clean(dirty, a.town) == "t<p>a <b>b</b></p><a>l</a>"


def test_links_work_from_a_letter(a):
    page = a.town.site.root_page
    html = html_clean(f'<a linktype="page" id="{page.pk}">Accueil</a> <a href="/demarches/">d</a>', a.town)
    root = a.town.site.root_url
    assert html.count(f'href="{root}') == 2


def test_plain_text_keeps_links_and_lists():
    html = (
        '<h3>Titre</h3><p>Bonjour,<br/>voyez <a href="https://x.example/a">la page</a> &amp; '
        '<a href="mailto:a@x.example">a@x.example</a>.</p>'
        "<ul><li>un</li><li>deux</li></ul><ol><li>premier</li><li>second</li></ol>"
    )
    assert html_to_text(html) == (
        "Titre\n\nBonjour,\nvoyez la page (https://x.example/a) & a@x.example.\n\n- un\n- deux\n\n1. premier\n2. second"
    )
