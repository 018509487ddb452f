"""Which changes the public can see: each draws a new generation (see generation.py)."""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_unpublished, post_page_move

from cms.pages.generation import advance

# Whole applications whose rows are, or are shown on, public pages.
PUBLIC_APPS = {"cms_pages", "cms_council", "cms_directory", "edm_organisation", "portal_procedures", "wagtailredirects"}
PUBLIC_MODELS = {
    "wagtailcore.Site",
    "wagtailcore.Locale",
    "wagtailcore.PageViewRestriction",
    "wagtailimages.Image",
    "wagtaildocs.Document",
    "cms_guides.TownGuides",
    "cms_newsletter.Theme",  # the first one opens the letter's page
    "cms_guides.GuideLink",  # the sheets themselves raise it once an import
    "edm_register.CaseKind",  # a procedure's page tells its unit, its delay and what silence means
}
# Not content: the number itself, what is proposed and not accepted, and who works where.
PRIVATE_MODELS = {"cms_pages.Generation", "cms_directory.Proposal", "edm_organisation.Membership"}


def public_models() -> set[type[Model]]:
    """The models whose rows the public sees. Classes of past migrations are none of them."""
    return {
        model
        for model in apps.get_models()
        if model._meta.label not in PRIVATE_MODELS
        and (issubclass(model, Page) or model._meta.app_label in PUBLIC_APPS or model._meta.label in PUBLIC_MODELS)
    }


def content_changed(sender: type[Model], **kwargs: Any) -> None:
    advance()


def connect() -> None:
    for model in public_models():
        for signal in (post_save, post_delete):
            signal.connect(content_changed, sender=model, dispatch_uid=f"generation-{model._meta.label}")
    # A move changes addresses below it by SQL of its own; unpublishing does so for translations.
    post_page_move.connect(content_changed, dispatch_uid="generation-move")
    page_unpublished.connect(content_changed, dispatch_uid="generation-unpublish")
