"""Who sees what: the rule of the design, case by case and role by role."""

from __future__ import annotations

import pytest
from django.http import Http404

from edm.register.models import Case, MailItem
from edm.register.selectors import case_get_for, case_get_to_work
from edm.register.services import case_inform
from tests.factories import TownHall, case_make

SEES = {
    "plain": {"registrar", "head", "clerk"},
    "confidential": {"registrar", "civil_head"},
    "waiting": {"registrar"},
    "informed": {"registrar", "head", "clerk", "elected", "civil_clerk"},
    "assigned": {"registrar", "civil_head", "civil_clerk"},
}


@pytest.fixture
def cases(a: TownHall) -> dict[str, Case]:
    made = {
        "plain": case_make(a, a.pothole),
        "confidential": case_make(a, a.birth),
        "waiting": case_make(a, None, channel="scan"),
        "informed": case_make(a, a.pothole),
        "assigned": case_make(a, a.birth),
    }
    for person in (a.elected, a.civil_clerk):
        case_inform(case=made["informed"], actor=a.registrar, user=person)
    Case.objects.filter(pk=made["assigned"].pk).update(assignee=a.civil_clerk)
    return made


@pytest.mark.parametrize("name", SEES)
def test_who_sees(a: TownHall, b: TownHall, cases: dict[str, Case], name: str) -> None:
    case = cases[name]
    seeing = {person for person, user in a.people.items() if Case.objects.visible_to(user, a.town).filter(pk=case.pk)}
    assert seeing == SEES[name]
    items = {person for person, user in a.people.items() if MailItem.objects.visible_to(user, a.town).filter(case=case)}
    assert items == SEES[name]
    assert not any(Case.objects.visible_to(user, b.town) for user in a.people.values())
    assert not any(Case.objects.visible_to(user, a.town) for user in b.people.values())


def test_who_was_informed_reads_and_does_not_act(a: TownHall, cases: dict[str, Case]) -> None:
    assert case_get_for(a.elected, a.town, cases["informed"].pk)
    with pytest.raises(Http404):
        case_get_to_work(a.elected, a.town, cases["informed"].pk)
    assert case_get_to_work(a.clerk, a.town, cases["informed"].pk)


def test_a_stranger_gets_404(a: TownHall, b: TownHall, cases: dict[str, Case]) -> None:
    for user, town in ((a.clerk, a.town), (b.registrar, b.town), (b.registrar, a.town), (a.registrar, b.town)):
        with pytest.raises(Http404):
            case_get_for(user, town, cases["confidential"].pk)


def test_a_case_that_became_confidential_leaves_those_informed(a: TownHall, cases: dict[str, Case]) -> None:
    Case.objects.filter(pk=cases["informed"].pk).update(confidential=True)
    with pytest.raises(Http404):
        case_get_for(a.elected, a.town, cases["informed"].pk)


def test_who_has_left_sees_nothing(a: TownHall, cases: dict[str, Case]) -> None:
    a.registrar.is_active = False
    assert not Case.objects.visible_to(a.registrar, a.town)
