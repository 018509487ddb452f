"""Writes: towns, legal bodies, units and who works in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from edm.organisation.models import UNIT_ROLES, LegalBody, Membership, Role, Town, Unit
from edm.organisation.selectors import page_roots, posts_forget

PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "view_page", "lock_page", "unlock_page")
# A contributor writes, and a webmaster publishes.
CONTRIBUTION_PERMISSIONS = ("add_page", "change_page", "view_page")
COLLECTION_PERMISSIONS = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)


@transaction.atomic
def town_create(
    *,
    name: str,
    insee_code: str,
    slug: str = "",
    site: Site | None = None,
    hostname: str = "localhost",
    port: int = 80,
    is_default: bool = False,
    **details: Any,
) -> Town:
    """A town with its collection, its commune as first legal body and its groups.

    `site` is the public site that was made for it; without one, a site with an empty home page is made from
    `hostname`, `port` and `is_default`. `details` are the other fields of Town. Raises ValidationError for a
    value that the fields refuse.
    """
    if site is None:
        home = Page(title=name, slug=f"accueil-{slugify(insee_code)}")
        root_page = Page.get_first_root_node().add_child(instance=home)
        site = Site(hostname=hostname, port=port, site_name=name, root_page=root_page, is_default_site=is_default)
        site.full_clean()
        site.save()
    collections = Collection.get_first_root_node()
    collection = collections.get_children().filter(name=name, town=None).first() or collections.add_child(name=name)
    town = Town(
        site=site, collection=collection, name=name, slug=slug or slugify(name), insee_code=insee_code, **details
    )
    town.full_clean()
    town.save()
    body_create(town=town, name=_("Commune of {town}").format(town=name), kind=LegalBody.Kind.COMMUNE)
    for role in Role:
        role_group(town=town, role=role)
    return town


def body_create(
    *, town: Town, name: str, kind: str = LegalBody.Kind.OTHER, siren: str = "", **details: Any
) -> LegalBody:
    """A legal body; all but the commune number their mail behind a prefix, so that two series never meet."""
    if kind != LegalBody.Kind.COMMUNE:
        prefix = kind.upper() if kind != LegalBody.Kind.OTHER else slugify(name).upper()[:12]
        details.setdefault("arrival_pattern", f"{prefix}-{{year}}-{{n:05d}}")
        details.setdefault("departure_pattern", f"{prefix}-{{year}}-D{{n:05d}}")
    body = LegalBody(town=town, name=name, kind=kind, siren=siren, **details)
    body.full_clean()
    body.save()
    return body


def unit_create(*, body: LegalBody, name: str, slug: str = "", **details: Any) -> Unit:
    """A unit of a legal body; `is_registry=True` for the one that registers its mail."""
    unit = Unit(body=body, name=name, slug=slug or slugify(name), **details)
    unit.full_clean()
    unit.save()
    return unit


def role_group(*, town: Town, role: Role) -> Group:
    """The Django group of a role in a town ("35998 webmaster"), with the rights that Wagtail reads from it."""
    group, _created = Group.objects.get_or_create(name=f"{town.insee_code} {role}")
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
    )
    if role == Role.WEBMASTER:
        site_permissions_sync(town=town, group=group)
    elif role == Role.CONTRIBUTOR:
        content_permissions_sync(town=town, group=group, names=CONTRIBUTION_PERMISSIONS)
    return group


def site_permissions_sync(*, town: Town, group: Group) -> None:
    """Give the webmasters' group its rights on the town's pages, settings and collection; safe to repeat.

    Repeated at each new webmaster and at each upgrade: a tree in another language, or settings, may have come since.
    """
    content_permissions_sync(town=town, group=group, names=PAGE_PERMISSIONS)
    group.permissions.add(
        Permission.objects.get(content_type__app_label="simple_translation", codename="submit_translation")
    )
    for model in settings_registry:
        if issubclass(model, BaseSiteSetting):
            options = model._meta
            group.permissions.add(
                Permission.objects.get(
                    content_type__app_label=options.app_label, codename=f"change_{options.model_name}"
                )
            )


def content_permissions_sync(*, town: Town, group: Group, names: Iterable[str]) -> None:
    """Give a group these rights on the town's pages, and those on its pictures and documents; safe to repeat."""
    pages = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=names)
    for page in page_roots(town):
        for permission in pages:
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    for app_label, codename in COLLECTION_PERMISSIONS if town.collection else ():
        permission = Permission.objects.get(content_type__app_label=app_label, codename=codename)
        GroupCollectionPermission.objects.get_or_create(group=group, collection=town.collection, permission=permission)


@transaction.atomic
def membership_grant(*, user: Any, town: Town, role: Role | str, unit: Unit | None = None) -> Membership:
    """Give a person a role in a town (a head's or a clerk's in one unit of it); safe to repeat."""
    role = Role(role)
    if (unit is not None) != (role in UNIT_ROLES):
        raise ValidationError(_("Heads and clerks belong to a unit, the other roles do not."))
    if unit is not None and unit.body.town_id != town.pk:
        raise ValidationError(_("This unit belongs to another town."))
    membership, _created = Membership.objects.get_or_create(user=user, town=town, role=role, unit=unit)
    user.groups.add(role_group(town=town, role=role))
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    posts_forget(user)
    return membership


@transaction.atomic
def membership_revoke(*, membership: Membership) -> None:
    """Take a role away; the group goes with the last unit it was held in, the staff mark with the last role."""
    user, town, role = membership.user, membership.town, Role(membership.role)
    membership.delete()
    if not Membership.objects.filter(user=user, town=town, role=role).exists():
        user.groups.remove(role_group(town=town, role=role))
    if not Membership.objects.filter(user=user).exists():
        user.is_staff = False
        user.save(update_fields=["is_staff"])
    posts_forget(user)


@transaction.atomic
def unit_delete(*, unit: Unit) -> None:
    """Delete a unit that nothing depends on, and the roles held in it; raises ProtectedError otherwise."""
    for membership in unit.memberships.select_related("user", "town"):
        membership_revoke(membership=membership)
    unit.delete()
