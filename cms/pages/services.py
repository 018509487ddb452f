"""Writes of the public site: a new town's pages."""

from __future__ import annotations

from itertools import count
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Collection, Locale, Page, Site

from cms.pages.models import (
    ContactPage,
    EventIndexPage,
    HomePage,
    LegalPage,
    NewsIndexPage,
    SitePlanPage,
    SiteSettings,
)
from cms.pages.sections import first_sections

MAIN_LANGUAGE = "fr"


class Texts(NamedTuple):
    """The first words of a new site in one language: content, which its webmaster then changes."""

    greeting: str
    search_example: str
    pages: dict[type[Page], tuple[str, str]]  # title, slug
    legal: dict[LegalPage.Kind, tuple[str, str]]


TEXTS = {
    "fr": Texts(
        greeting="Bonjour, que peut\N{NON-BREAKING HYPHEN}on faire pour vous\N{NO-BREAK SPACE}?",
        search_example="Ex.\N{NO-BREAK SPACE}: cantine, carte d’identité",
        pages={
            NewsIndexPage: ("Actualités", "actualites"),
            EventIndexPage: ("Agenda", "agenda"),
            ContactPage: ("Nous contacter", "contact"),
            SitePlanPage: ("Plan du site", "plan-du-site"),
        },
        legal={
            LegalPage.Kind.ACCESSIBILITY: ("Accessibilité", "accessibilite"),
            LegalPage.Kind.PLAN: ("Plan pluriannuel d’accessibilité", "plan-accessibilite"),
            LegalPage.Kind.NOTICES: ("Mentions légales", "mentions-legales"),
            LegalPage.Kind.PRIVACY: ("Données personnelles", "donnees-personnelles"),
            LegalPage.Kind.TERMS: ("Écrire à la mairie en ligne", "saisine-electronique"),
        },
    ),
    "en": Texts(
        greeting="Hello, what can we do for you?",
        search_example="E.g. school meals, identity card",
        pages={
            NewsIndexPage: ("News", "news"),
            EventIndexPage: ("Diary", "diary"),
            ContactPage: ("Contact us", "contact"),
            SitePlanPage: ("Site plan", "site-plan"),
        },
        legal={
            LegalPage.Kind.ACCESSIBILITY: ("Accessibility", "accessibility"),
            LegalPage.Kind.PLAN: ("Multi-year plan of accessibility", "accessibility-plan"),
            LegalPage.Kind.NOTICES: ("Legal notices", "legal-notices"),
            LegalPage.Kind.PRIVACY: ("Personal data", "personal-data"),
            LegalPage.Kind.TERMS: ("Writing to the town hall online", "electronic-exchanges"),
        },
    ),
}


@transaction.atomic
def site_create(*, hostname: str, port: int, name: str, is_default: bool) -> Site:
    """A site ready to be filled: a home page, news, legal pages and a plan in French and in English.

    Its pages lie below a home page of their own, its pictures in a collection named like it, so that a
    webmaster's rights can be given on both.
    """
    root = Page.get_first_root_node()
    _welcome_remove(root)
    main = Locale.objects.get_or_create(language_code=MAIN_LANGUAGE)[0]
    home = _tree_create(root, main, name)
    for code in TEXTS.keys() - {MAIN_LANGUAGE}:
        locale = Locale.objects.get_or_create(language_code=code)[0]
        _tree_translate(home, locale)
    if is_default:
        Site.objects.filter(is_default_site=True).update(is_default_site=False)
    site = Site.objects.create(hostname=hostname, port=port, site_name=name, root_page=home, is_default_site=is_default)
    collection_for(site)
    SiteSettings.objects.create(site=site)
    return site


def legal_pages_complete(site: Site) -> int:
    """Add the legal pages that a site of an earlier release has not, in each of its languages; how many were added.

    Safe to repeat; one that the webmaster took off the site stays off it.
    """
    added = 0
    root = site.root_page
    for home in [root, *root.get_translations()]:
        texts = TEXTS.get(home.locale.language_code)
        known = set(LegalPage.objects.child_of(home).values_list("kind", flat=True))
        for kind, (title, slug) in texts.legal.items() if texts else ():
            if kind in known or Page.objects.child_of(home).filter(slug=slug).exists():
                continue
            home.refresh_from_db(fields=["path", "depth", "numchild"])
            page = home.add_child(instance=LegalPage(kind=kind, title=title, slug=slug, locale=home.locale))
            page.save_revision().publish()
            added += 1
    return added


def home_procedures_set(*, home: HomePage, page: Page) -> None:
    """Let the home page's section of procedures lead to all of them, unless its webmaster chose; safe to repeat."""
    for section in home.sections:
        if section.block_type == "procedures" and section.value["page"] is None:
            section.value["page"] = page
            home.save_revision().publish()  # the editor opens the last revision: without it there, it would be lost


def collection_for(site: Site) -> Collection:
    """The collection of a site's pictures and documents, made when it is missing."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=site.site_name).first()
    return found or root.add_child(instance=Collection(name=site.site_name))


def _welcome_remove(root: Page) -> None:
    """The page that Wagtail's own migrations leave: of no use once there is a real one."""
    plain = ContentType.objects.get_for_model(Page)
    for page in root.get_children().filter(content_type=plain, sites_rooted_here=None):
        page.delete()


def _tree_create(root: Page, locale: Locale, name: str) -> HomePage:
    texts = TEXTS[locale.language_code]
    home: HomePage = root.add_child(
        instance=HomePage(
            title=name,
            slug=_free_slug(root, name),
            locale=locale,
            greeting=texts.greeting,
            search_example=texts.search_example,
            sections=first_sections(),
        )
    )
    children: list[Page] = [*(model() for model in texts.pages), *(LegalPage(kind=kind) for kind in texts.legal)]
    for child in children:
        child.title, child.slug = _title(child, texts)
        child.locale = locale
        home.add_child(instance=child)
    _publish_all(home)
    return home


def _tree_translate(home: HomePage, locale: Locale) -> None:
    """The same pages in another language, with that language's own words."""
    texts = TEXTS[locale.language_code]
    translated = home.copy_for_translation(locale)
    translated.greeting, translated.search_example = texts.greeting, texts.search_example
    translated.save()
    for child in home.get_children().specific():
        copy = child.copy_for_translation(locale)
        copy.title, copy.slug = _title(copy, texts)
        copy.draft_title = copy.title
        copy.save()
    _publish_all(translated)


def _title(page: Page, texts: Texts) -> tuple[str, str]:
    if isinstance(page, LegalPage):
        return texts.legal[LegalPage.Kind(page.kind)]
    return texts.pages[type(page)]


def _publish_all(home: HomePage) -> None:
    for page in home.get_descendants(inclusive=True).specific():
        page.save_revision().publish()


def _free_slug(root: Page, name: str) -> str:
    """The top pages of all towns lie side by side: a second town of the same name gets a number."""
    base = slugify(name) or "accueil"
    taken = set(root.get_children().values_list("slug", flat=True))
    return next(slug for number in count(1) if (slug := base if number == 1 else f"{base}-{number}") not in taken)
