"""Public pages: the same for everybody, without session or cookie, in two languages."""

from datetime import date

from django.test import Client

from cms.directory.models import Entry
from cms.pages.models import ContentPage, HomePage, NewsIndexPage, NewsPage
from tests.cms.directory.conftest import entry_make

HOME_QUERIES = 8


def paths(home: HomePage) -> list[str]:
    return [page.url for page in home.get_descendants(inclusive=True).live().specific()]


def test_every_page_answers_without_session_cookie_or_vary(reader: Client, home: HomePage):
    for path in paths(home):
        response = reader.get(path)
        assert response.status_code == 200, path
        assert not response.cookies, path
        assert response.headers["Vary"] == "Accept-Encoding", path
        assert "nonce" not in response.headers["Content-Security-Policy"], path


def test_no_page_carries_a_style_attribute_or_a_script(reader: Client, home: HomePage):
    for path in [*paths(home), "/nowhere/"]:
        html = reader.get(path).content.decode()
        assert " style=" not in html, path
        assert "<script" not in html, path
        assert "<style" not in html, path


def test_the_home_page_asks_few_queries(reader: Client, add, django_assert_max_num_queries):
    index = NewsIndexPage.objects.get(locale__language_code="fr")
    for number in range(5):
        add(NewsPage, index, title=f"News {number}", slug=f"n{number}", date=date(2026, 11, 1 + number))
    reader.get("/?page=9")  # the chrome is remembered, the page is not
    with django_assert_max_num_queries(HOME_QUERIES):
        assert reader.get("/?page=8").status_code == 200


def test_a_new_town_leads_nowhere_in_vain(reader: Client, town):
    """No procedure, no hours: neither their section nor the links to them."""
    html = reader.get("/").content.decode()
    assert "#horaires" not in html
    assert "Vos démarches" not in html
    entry_make(town, "Mairie", Entry.Kind.TOWN_HALL)
    assert 'href="/#horaires"' in reader.get("/").content.decode()


def test_a_long_menu_stands_on_a_line_of_its_own(reader: Client, add):
    assert 'class="tete"' in reader.get("/").content.decode()
    for number in range(6):
        add(ContentPage, title=f"Un titre assez long {number}", slug=f"part-{number}", show_in_menus=True)
    html = reader.get("/part-3/").content.decode()
    assert 'class="tete etage"' in html
    assert html.count('aria-current="page">Un titre assez long 3</a>') == 1
    assert html.index("o-rech") < html.index('class="nav"')


def test_each_language_has_its_address_and_names_the_other(reader: Client):
    french, english = reader.get("/"), reader.get("/en/")
    assert '<html lang="fr">' in french.content.decode()
    assert '<html lang="en">' in english.content.decode()
    assert 'href="/en/" lang="en" hreflang="en"' in french.content.decode()
    assert 'href="/" lang="fr" hreflang="fr"' in english.content.decode()
    assert english.headers["Content-Language"] == "en"


def test_a_page_without_translation_says_that_the_switch_leads_home(reader: Client, add, home: HomePage):
    english = home.get_translations().get()
    add(ContentPage, title="Seule", slug="seule")
    add(ContentPage, parent=english, title="Alone", slug="alone")
    assert 'href="/en/" lang="en" hreflang="en">English (home page)<' in reader.get("/seule/").content.decode()
    assert 'href="/" lang="fr" hreflang="fr">Français (page d’accueil)<' in reader.get("/en/alone/").content.decode()
    assert "(home page)" not in reader.get("/").content.decode()


def test_what_a_browser_prefers_changes_nothing(reader: Client):
    assert "Bonjour" in reader.get("/", headers={"accept-language": "en"}).content.decode()


def test_one_town_s_pages_are_not_another_s(reader: Client, other, add):
    add(ContentPage, title="Secret of Alpha", slug="only-alpha", show_in_menus=True)
    assert reader.get("/only-alpha/").status_code == 200
    stranger = Client(headers={"host": "bravo.example"})
    assert stranger.get("/only-alpha/").status_code == 404
    html = stranger.get("/").content.decode()
    assert "Alpha" not in html
    assert "Bravo" in html


def test_the_site_plan_and_the_sitemap_list_this_town_alone(reader: Client, other, add):
    add(ContentPage, title="Only here", slug="only-here")
    assert "Only here" in reader.get("/plan-du-site/").content.decode()
    assert "only-here" in reader.get("/sitemap.xml").content.decode()
    stranger = Client(headers={"host": "bravo.example"})
    assert "Only here" not in stranger.get("/plan-du-site/").content.decode()
    assert "only-here" not in stranger.get("/sitemap.xml").content.decode()


def test_robots_keep_out_of_private_places(reader: Client):
    text = reader.get("/robots.txt").content.decode()
    assert "Disallow: /compte/" in text
    assert "Sitemap: http://alpha.example/sitemap.xml" in text


def test_news_go_by_pages_and_a_page_too_far_is_missing(reader: Client, add):
    index = NewsIndexPage.objects.get(locale__language_code="fr")
    for number in range(12):
        add(NewsPage, index, title=f"Item {number}", slug=f"i{number}", date=date(2026, 11, 1 + number))
    first = reader.get("/actualites/").content.decode()
    assert "Item 11" in first
    assert "Item 1<" not in first
    assert "Item 1<" in reader.get("/actualites/?page=2").content.decode()
    assert reader.get("/actualites/?page=3").status_code == 404


def test_an_unpublished_page_is_missing(reader: Client, add):
    page = add(ContentPage, title="Draft", slug="draft")
    page.unpublish()
    assert reader.get("/draft/").status_code == 404


def test_legal_pages_say_what_the_law_asks_with_the_town_s_data(reader: Client):
    statement = reader.get("/accessibilite/").content.decode()
    assert "non conforme" in statement
    assert "Défenseur des droits" in statement
    assert "dpo@alpha.example" in reader.get("/donnees-personnelles/").content.decode()
    assert "1 place de la Mairie" in reader.get("/mentions-legales/").content.decode()
    assert "Accessibilité : non conforme" in reader.get("/").content.decode()


def test_errors_are_in_the_theme(reader: Client):
    html = reader.get("/nowhere/").content.decode()
    assert "Cette page n’est pas ici" in html
    assert "Alpha" in html


def test_a_screen_keeps_its_address_in_the_other_language(reader: Client):
    """The sign-in has no page of Wagtail behind it; what is nowhere leads to the other home page."""
    assert 'href="/en/connexion/?next=/suivi/" lang="en"' in reader.get("/connexion/?next=/suivi/").content.decode()
    assert 'href="/connexion/" lang="fr"' in reader.get("/en/connexion/").content.decode()
    assert 'href="/en/" lang="en"' in reader.get("/nulle-part/").content.decode()
