"""From XML to HTML: nothing is dropped, nothing is believed."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring, parse
from hypothesis import given
from hypothesis import strategies as st

from cms.guides.rendering import TOWN_PLACE, Rendered, render
from tests.cms.guides.conftest import sheet
from tests.standards import STANDARDS

SHEETS = STANDARDS / "comarquage"


def rendered(body: str) -> Rendered:
    return render(fromstring(sheet("F1", body)))


def test_headings_follow_their_depth() -> None:
    html = rendered(
        "<ListeSituations><Situation><Titre>Majeur</Titre><Texte><Chapitre><Titre>Pièces</Titre><SousChapitre>"
        "<Titre>Photo</Titre><Paragraphe>Récente</Paragraphe></SousChapitre></Chapitre></Texte></Situation>"
        "<Situation><Titre>Mineur</Titre><Texte><Paragraphe>Avec un parent</Paragraphe></Texte></Situation>"
        "</ListeSituations>"
    ).html
    assert "<h2>Majeur</h2><h3>Pièces</h3><h4>Photo</h4><p>Récente</p>" in html
    assert '<a href="#situation-2">Mineur</a>' in html
    assert '<section id="situation-2"><h2>Mineur</h2>' in html


def test_cases_unfold_and_notices_stand_apart() -> None:
    html = rendered(
        "<Texte><BlocCas><Cas><Titre>Perdue</Titre><Paragraphe>Au guichet</Paragraphe></Cas></BlocCas>"
        "<Attention><Titre>Attention :</Titre><Paragraphe>Venez</Paragraphe></Attention></Texte>"
    ).html
    assert '<details class="depliant"><summary>Perdue</summary><div><p>Au guichet</p></div></details>' in html
    assert '<div class="enc att"><div><p><b>Attention</b></p><p>Venez</p></div></div>' in html


def test_tables_have_a_caption_a_head_and_a_region() -> None:
    html = rendered(
        "<Texte><Tableau><Titre>Coût</Titre><Colonne/><Rangée type='header'><Cellule><Paragraphe>Cas</Paragraphe>"
        "</Cellule></Rangée><Rangée type='normal'><Cellule><Paragraphe>25 €</Paragraphe>"
        "</Cellule></Rangée></Tableau></Texte>"
    ).html
    assert 'tabindex="0" role="region" aria-label="Coût"' in html
    assert (
        '<caption>Coût</caption><thead><tr><th scope="col">Cas</th></tr></thead><tbody><tr><td>25 €</td></tr>' in html
    )


def test_links_to_sheets_wait_to_be_filled_and_the_glossary_is_below() -> None:
    html = rendered(
        '<Texte><Paragraphe><LienInterne LienPublication="F2">la carte</LienInterne> <LienIntra LienID="R7">legs'
        '</LienIntra> <LienIntra LienID="R8">absent</LienIntra></Paragraphe></Texte>'
        '<Definition ID="R7"><Titre>Legs</Titre><Texte><Paragraphe>Un don</Paragraphe></Texte></Definition>'
    ).html
    assert '<a href="guide:F2">la carte</a> <a class="def" href="#R7">legs</a> absent' in html
    assert '<dt id="R7">Legs</dt><dd><p>Un don</p></dd>' in html


def test_the_town_hall_is_the_towns_own_and_others_are_found_elsewhere() -> None:
    ours = rendered(
        '<OuSAdresser ID="R1"><Titre>Mairie</Titre><PivotLocal>mairie</PivotLocal>'
        '<RessourceWeb URL="https://lannuaire.service-public.fr/"/></OuSAdresser>'
    ).html
    assert TOWN_PLACE in ours
    assert "lannuaire" not in ours
    other = rendered(
        '<OuSAdresser ID="R2"><Titre>Préfecture</Titre><PivotLocal>prefecture</PivotLocal>'
        '<RessourceWeb URL="https://lannuaire.service-public.fr/x"/></OuSAdresser>'
    ).html
    assert TOWN_PLACE not in other
    assert 'href="https://lannuaire.service-public.fr/x"' in other


def test_an_unknown_element_shows_its_text_and_is_counted() -> None:
    found = rendered(
        "<Texte><Video><Legende>Une vidéo</Legende></Video>"
        "<Paragraphe>Un <Clignotant>mot</Clignotant></Paragraphe></Texte>"
    )
    assert "<p>Une vidéo</p>" in found.html
    assert "<p>Un mot</p>" in found.html
    assert found.unknown == {"Video": 1, "Clignotant": 1}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "", "https://[::1"])
def test_an_address_that_is_no_web_address_is_no_link(url: str) -> None:
    html = rendered(f'<Texte><Paragraphe><LienExterne URL="{url}">ici</LienExterne></Paragraphe></Texte>').html
    assert html == "<p>ici</p>"


def test_markup_in_words_is_text() -> None:
    found = rendered("<Texte><Paragraphe>&lt;script&gt;alert(1)&lt;/script&gt; &amp; co</Paragraphe></Texte>")
    assert "<script" not in found.html
    assert found.text == "<script>alert(1)</script> & co"


NAMES = st.sampled_from(
    ["Paragraphe", "Texte", "Chapitre", "Liste", "Item", "BlocCas", "Cas", "Titre", "Tableau", "Rangée", "Cellule",
     "LienInterne", "MiseEnEvidence", "ListeSituations", "Situation", "Inconnu", "OuSAdresser", "ServiceEnLigne"]
)  # fmt: skip
TREES = st.recursive(
    st.text(alphabet="abé <>&", max_size=8).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", NAMES, st.lists(inner, max_size=4)
    ),
    max_leaves=20,
)


@given(TREES)
def test_any_nesting_is_rendered(body: str) -> None:
    found = rendered(f"<Texte>{body}</Texte>")
    for name in ("section", "p", "ul", "div", "table"):
        assert found.html.count(f"<{name}>") + found.html.count(f"<{name} ") == found.html.count(f"</{name}>")


@pytest.mark.skipif(not SHEETS.is_dir(), reason="PARVIS_STANDARDS has no comarquage")
def test_the_official_sheets_hold_nothing_unknown() -> None:
    paths = sorted(SHEETS.glob("*.xml"))
    assert len(paths) > 200
    for path in paths:
        found = render(parse(path).getroot())
        assert not found.unknown, path.name
        assert found.text, path.name
