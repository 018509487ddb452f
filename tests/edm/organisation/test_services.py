"""Towns, units and roles; groups, pages and collections kept in step; town A against town B."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from edm.organisation.api import (
    LegalBody,
    Membership,
    Role,
    bodies_for,
    body_create,
    membership_grant,
    membership_revoke,
    memberships_for,
    pages_of,
    roles_of,
    town_default,
    unit_create,
    units_for,
    units_of,
)
from edm.organisation.values import contrast, validate_siren
from tests.factories import TownHall, user_make


def test_a_town_has_a_site_a_collection_a_commune_and_groups(a: TownHall) -> None:
    assert town_default() == a.town
    assert a.town.collection.name == "Alpha"
    assert [body.kind for body in bodies_for(a.town)] == [LegalBody.Kind.COMMUNE]
    assert a.webmaster.groups.get().name == "35001 webmaster"
    assert a.webmaster.is_staff


def test_selectors_stay_in_their_town(a: TownHall, b: TownHall) -> None:
    assert not set(units_for(a.town)) & set(units_for(b.town))
    assert not set(bodies_for(a.town)) & set(bodies_for(b.town))
    assert {membership.town_id for membership in memberships_for(a.town)} == {a.town.pk}
    assert roles_of(a.clerk, b.town) == frozenset()
    assert units_of(a.clerk, b.town) == []
    assert [unit.name for unit in units_of(a.clerk, a.town)] == ["Voirie"]


def test_a_webmaster_edits_the_pages_of_one_town(a: TownHall, b: TownHall) -> None:
    for hall in (a, b):
        hall.town.site.root_page.add_child(instance=Page(title="Vivre ici", slug="vivre-ici"))
    editable = page_permission_policy.instances_user_has_permission_for(a.webmaster, "change")
    assert set(editable) == set(pages_of(a.town))


def test_roles_come_and_go_with_their_groups(a: TownHall) -> None:
    person = user_make()
    roads = membership_grant(user=person, town=a.town, role=Role.CLERK, unit=a.roads)
    civil = membership_grant(user=person, town=a.town, role=Role.CLERK, unit=a.civil)
    assert membership_grant(user=person, town=a.town, role=Role.CLERK, unit=a.civil) == civil
    assert roles_of(person, a.town) == {Role.CLERK}
    membership_revoke(membership=roads)
    person.refresh_from_db()
    assert person.is_staff
    assert person.groups.filter(name="35001 clerk").exists()
    membership_revoke(membership=civil)
    person.refresh_from_db()
    assert not person.is_staff
    assert not person.groups.exists()


def test_who_is_closed_holds_no_role(a: TownHall) -> None:
    a.clerk.is_active = False
    a.clerk.save()
    assert roles_of(a.clerk, a.town) == frozenset()


def test_roles_and_units_fit(a: TownHall, b: TownHall) -> None:
    person = user_make()
    with pytest.raises(ValidationError):
        membership_grant(user=person, town=a.town, role=Role.CLERK)
    with pytest.raises(ValidationError):
        membership_grant(user=person, town=a.town, role=Role.REGISTRAR, unit=a.roads)
    with pytest.raises(ValidationError):
        membership_grant(user=person, town=a.town, role=Role.CLERK, unit=b.roads)


def test_a_role_is_held_once(a: TownHall) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=a.registrar, town=a.town, role=Role.REGISTRAR)


def test_a_second_body_numbers_apart(a: TownHall) -> None:
    ccas = body_create(town=a.town, name="CCAS d'Alpha", kind=LegalBody.Kind.CCAS, siren="263500019")
    assert ccas.arrival_pattern == "CCAS-{year}-{n:05d}"
    with pytest.raises(ValidationError):
        body_create(town=a.town, name="Un autre", kind=LegalBody.Kind.CCAS)
    assert unit_create(body=ccas, name="Aide à domicile").slug == "aide-a-domicile"


@pytest.mark.parametrize("siren", ["12345678", "123456789", "abcdefghi"])
def test_a_siren_has_a_check_digit(siren: str) -> None:
    with pytest.raises(ValidationError):
        validate_siren(siren)


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#0b4f4a", "#ffffff") == pytest.approx(9.4, abs=0.1)
