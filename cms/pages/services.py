"""Writes of the public site: a new town's pages."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Collection, Locale, Page, Site

from cms.pages.models import HomePage, LegalPage, NewsIndexPage, SitePlanPage

MAIN_LANGUAGE = "fr"
OTHER_LANGUAGES = ("en",)


@transaction.atomic
def site_create(*, hostname: str, port: int, name: str, is_default: bool) -> Site:
    """A site ready to be filled: a home page, news, legal pages and a plan in French and in English.

    Its pages lie below a home page of their own, its pictures in a collection named like it, so that a
    webmaster's rights can be given on both.
    """
    root = Page.get_first_root_node()
    main = Locale.objects.get_or_create(language_code=MAIN_LANGUAGE)[0]
    home = _tree_create(root, main, name)
    for code in OTHER_LANGUAGES:
        locale = Locale.objects.get_or_create(language_code=code)[0]
        _tree_translate(home, locale)
    if is_default:
        Site.objects.filter(is_default_site=True).update(is_default_site=False)
    site = Site.objects.create(
        hostname=hostname, port=port, site_name=name, root_page=home, is_default_site=is_default
    )
    collection_for(site)
    return site


def collection_for(site: Site) -> Collection:
    """The collection of a site's pictures and documents, made when it is missing."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=site.site_name).first()
    return found or root.add_child(instance=Collection(name=site.site_name))


def _tree_create(root: Page, locale: Locale, name: str) -> HomePage:
    with translation.override(locale.language_code):
        home: HomePage = root.add_child(
            instance=HomePage(title=name, slug=_free_slug(root, name), locale=locale, **_home_texts())
        )
        home.add_child(instance=NewsIndexPage(title=_("News"), slug=_("news"), locale=locale))
        for kind, title, slug in _legal_titles():
            home.add_child(instance=LegalPage(kind=kind, title=title, slug=slug, locale=locale))
        home.add_child(instance=SitePlanPage(title=_("Site plan"), slug=_("site-plan"), locale=locale))
    _publish_all(home)
    return home


def _tree_translate(home: HomePage, locale: Locale) -> None:
    """The same pages in another language, with that language's own words."""
    translated = home.copy_for_translation(locale)
    with translation.override(locale.language_code):
        for field, text in _home_texts().items():
            setattr(translated, field, text)
        translated.save()
        titles = {kind: (title, slug) for kind, title, slug in _legal_titles()}
        for child in home.get_children().specific():
            copy = child.copy_for_translation(locale)
            if isinstance(copy, LegalPage):
                copy.title, copy.slug = titles[LegalPage.Kind(copy.kind)]
            elif isinstance(copy, NewsIndexPage):
                copy.title, copy.slug = _("News"), _("news")
            else:
                copy.title, copy.slug = _("Site plan"), _("site-plan")
            copy.draft_title = copy.title
            copy.save()
    _publish_all(translated)


def _publish_all(home: HomePage) -> None:
    for page in home.get_descendants(inclusive=True).specific():
        page.save_revision().publish()


def _home_texts() -> dict[str, str]:
    return {
        "greeting": _("Hello, what can we do for you?"),
        "search_example": _("E.g. school meals, identity card"),
    }


def _legal_titles() -> list[tuple[LegalPage.Kind, str, str]]:
    return [
        (LegalPage.Kind.ACCESSIBILITY, _("Accessibility"), _("accessibility")),
        (LegalPage.Kind.NOTICES, _("Legal notices"), _("legal-notices")),
        (LegalPage.Kind.PRIVACY, _("Personal data"), _("personal-data")),
        (LegalPage.Kind.TERMS, _("Writing to the town hall online"), _("electronic-exchanges")),
    ]


def _free_slug(root: Page, name: str) -> str:
    from django.utils.text import slugify

    base = slugify(name) or "accueil"
    taken = set(root.get_children().values_list("slug", flat=True))
    number = 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
