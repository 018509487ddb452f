"""Reads, each narrowed to one town."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from wagtail.models import Page, Site

from edm.organisation.models import LegalBody, Membership, Role, Town, Unit

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


def posts_of(user: AbstractBaseUser | AnonymousUser, town: Town | None) -> tuple[tuple[Role, int | None], ...]:
    """Each role this person holds in this town, with its unit."""
    if not town:
        return ()
    return tuple((role, unit_id) for town_id, role, unit_id in _posts_anywhere(user) if town_id == town.pk)


def _posts_anywhere(user: AbstractBaseUser | AnonymousUser) -> tuple[tuple[int, Role, int | None], ...]:
    """The roles of an active account in all towns; read once for each user object, so once a request."""
    if not user.is_authenticated or not user.is_active:
        return ()
    known: tuple[tuple[int, Role, int | None], ...] | None = user.__dict__.get("_posts")
    if known is None:
        held = Membership.objects.filter(user_id=user.pk, user__is_active=True)
        rows = held.values_list("town_id", "role", "unit_id")
        known = user.__dict__["_posts"] = tuple((town_id, Role(role), unit_id) for town_id, role, unit_id in rows)
    return known


def posts_forget(user: AbstractBaseUser) -> None:
    """Drop what posts_of() remembers, after the memberships of this object have changed."""
    user.__dict__.pop("_posts", None)


def roles_of(user: AbstractBaseUser | AnonymousUser, town: Town | None) -> frozenset[Role]:
    """The roles this person holds in this town, wherever."""
    return frozenset(role for role, _unit in posts_of(user, town))


def roles_anywhere(user: AbstractBaseUser | AnonymousUser) -> frozenset[Role]:
    """The roles this person holds in any town."""
    return frozenset(role for _town_id, role, _unit in _posts_anywhere(user))


def units_of(
    user: AbstractBaseUser | AnonymousUser, town: Town | None, roles: tuple[Role, ...] | None = None
) -> list[Unit]:
    """The units where this person is a head or a clerk (or one of the roles given), by name."""
    if not town or not user.is_authenticated:
        return []
    held = Q(memberships__user=user.pk, memberships__town=town.pk)
    if roles is not None:
        held &= Q(memberships__role__in=roles)
    return list(Unit.objects.filter(held, body__town=town.pk).select_related("body").distinct())


def bodies_for(town: Town) -> QuerySet[LegalBody]:
    """The legal bodies of a town, the commune first as it was created first."""
    return LegalBody.objects.filter(town_id=town.pk).order_by("id")


def units_for(town: Town) -> QuerySet[Unit]:
    """The units of all the legal bodies of a town, by name."""
    return Unit.objects.filter(body__town_id=town.pk).select_related("body")


def memberships_for(town: Town) -> QuerySet[Membership]:
    """Who holds which role in a town."""
    return Membership.objects.filter(town_id=town.pk).select_related("user", "unit")


def page_roots(town: Town) -> QuerySet[Page]:
    """The top page of the town's site, with its translations: Wagtail keeps one tree for each language."""
    return Page.objects.filter(translation_key=town.site.root_page.translation_key)


def town_of_page(page: Page) -> Town | None:
    """The town whose site a page stands in; None for a page outside every town's site.

    Wagtail remembers the sites for an hour in each process: one that another process has made since is looked
    for before the answer is none.
    """
    site = page.get_site()
    if site is None:
        Site.clear_site_root_paths_cache()
        page.__dict__.pop("_wagtail_cached_site_root_paths", None)  # the page object remembers them too
        site = page.get_site()
    return getattr(site, "town", None) if site else None


def pages_of(town: Town) -> QuerySet[Page]:
    """Every page of the town's site, in all languages."""
    under = Q(pk__in=())
    for path in page_roots(town).values_list("path", flat=True):
        under |= Q(path__startswith=path)
    return Page.objects.filter(under)
