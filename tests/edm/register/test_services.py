from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone
from django.utils.translation import override

from edm.delivery.models import OutgoingMail
from edm.register import services
from edm.register.models import Case
from edm.register.transitions import MOVES, TransitionRefused
from tests.factories import TownHall, case_make


def verbs(case: Case) -> list[str]:
    return [event.verb for event in case.events.all()]


def test_every_state_is_in_the_table_and_reachable() -> None:
    assert set(MOVES) == set(Case.State)
    assert set().union(*MOVES.values()) == set(Case.State)


def test_a_clerk_takes_gives_back_and_hands_over(a: TownHall) -> None:
    case = case_make(a, a.pothole)
    services.case_take(case=case, actor=a.clerk)
    assert (case.state, case.assignee) == ("taken", a.clerk)
    services.case_take(case=case, actor=a.clerk)  # a second click
    services.case_assign(case=case, actor=a.clerk, assignee=a.head)
    assert case.assignee == a.head
    services.case_release(case=case, actor=a.head)
    assert (case.state, case.assignee) == ("new", None)
    assert verbs(case) == ["registered", "acknowledged", "taken", "assigned", "released"]


def test_a_case_goes_into_no_stranger_hands(a: TownHall, b: TownHall) -> None:
    case = case_make(a, a.pothole)
    for stranger in (a.civil_clerk, a.citizen, a.webmaster, b.clerk):
        with pytest.raises(TransitionRefused):
            services.case_assign(case=case, actor=a.head, assignee=stranger)


def test_another_unit_finds_the_case_new(a: TownHall) -> None:
    case = services.case_take(case=case_make(a, a.pothole), actor=a.clerk)
    services.case_route(case=case, actor=a.clerk, unit=a.civil)
    assert (case.unit, case.assignee, case.state) == (a.civil, None, "new")


def test_a_case_never_changes_register(a: TownHall, b: TownHall) -> None:
    case = case_make(a, a.pothole)
    with pytest.raises(TransitionRefused):
        services.case_route(case=case, actor=a.registrar, unit=b.roads)
    with pytest.raises(TransitionRefused):
        services.case_qualify(case=case, actor=a.registrar, kind=b.pothole)


def test_qualifying_gives_unit_confidentiality_and_term(a: TownHall) -> None:
    case = case_make(a, None, channel="scan")
    services.case_qualify(case=case, actor=a.registrar, kind=a.birth)
    assert (case.unit, case.confidential) == (a.civil, True)
    assert case.decision_due is not None
    assert case.due == case.decision_due
    assert case.acknowledgement_due is None  # the ten days bind electronic requests


def test_the_acknowledgement_is_in_the_towns_language_whatever_the_clerk_reads(a: TownHall) -> None:
    case = case_make(a)
    with override("en"):
        services.case_qualify(case=case, actor=a.registrar, kind=a.birth)
    mail = OutgoingMail.objects.filter(case=case).latest("id")
    assert "Accusé de réception de votre demande" in mail.subject
    assert "Bonjour," in message_from_bytes(bytes(mail.raw), policy=policy.SMTP).get_content()


def test_qualifying_an_electronic_request_acknowledges_it_once(a: TownHall) -> None:
    case = case_make(a, None, channel="email")
    assert case.acknowledged_at is None
    assert case.due == case.acknowledgement_due
    services.case_qualify(case=case, actor=a.registrar, kind=a.birth)
    first = case.acknowledged_at
    services.case_qualify(case=case, actor=a.registrar, kind=a.pothole)
    assert first is not None
    assert case.acknowledged_at == first
    assert case.outgoing_mails.count() == 2  # the reception notice, the acknowledgement


def test_closing_asks_why_unless_answered(a: TownHall) -> None:
    case = case_make(a, a.pothole)
    with pytest.raises(TransitionRefused):
        services.case_close(case=case, actor=a.clerk, reason="  ")
    services.case_close(case=case, actor=a.clerk, reason="Doublon du 2026-00001")
    assert (case.state, case.due) == ("closed", None)
    services.case_reopen(case=case, actor=a.clerk)
    assert (case.state, case.ended_at, case.closing_reason) == ("reopened", None, "")


def test_an_ended_case_is_left_alone(a: TownHall) -> None:
    case = services.case_close(case=case_make(a, a.pothole), actor=a.clerk, reason="Doublon")
    for move in (
        lambda: services.case_take(case=case, actor=a.clerk),
        lambda: services.case_route(case=case, actor=a.clerk, unit=a.civil),
        lambda: services.case_qualify(case=case, actor=a.clerk, kind=a.birth),
        lambda: services.case_move(case=case, actor=a.clerk, state="taken"),
        lambda: services.case_close(case=case, actor=a.clerk, reason="Encore"),
    ):
        with pytest.raises(TransitionRefused):
            move()


def test_the_clock_stands_still_while_the_citizen_is_awaited(a: TownHall) -> None:
    case = case_make(a, a.birth)
    due = case.decision_due
    services.case_move(case=case, actor=a.civil_head, state="waiting_citizen")
    assert case.due is None
    Case.objects.filter(pk=case.pk).update(clock_stopped_at=timezone.now() - timedelta(days=10))
    services.case_move(case=case, actor=a.civil_head, state="taken")
    assert due is not None
    assert case.decision_due == due + timedelta(days=10) == case.due


def test_silence_that_accepts_starts_again_when_complete(a: TownHall) -> None:
    a.birth.silence_rule = "acceptance"
    a.birth.save()
    case = case_make(a, a.birth, received_at=timezone.now() - timedelta(days=40))
    before = case.decision_due
    services.case_move(case=case, actor=a.civil_head, state="waiting_citizen")
    services.case_move(case=case, actor=a.civil_head, state="taken")
    assert before is not None
    assert case.decision_due is not None
    assert case.decision_due > before + timedelta(days=35)


def test_a_confidential_case_is_not_sent_for_information(a: TownHall, b: TownHall) -> None:
    with pytest.raises(TransitionRefused):
        services.case_inform(case=case_make(a, a.birth), actor=a.registrar, user=a.elected)
    with pytest.raises(TransitionRefused):
        services.case_inform(case=case_make(a, a.pothole), actor=a.registrar, user=b.elected)


def test_correcting_a_letter_names_what_was_corrected(a: TownHall) -> None:
    case = case_make(a, None, channel="scan", subject="scan0001.pdf")
    services.case_edit_facts(
        case=case, actor=a.registrar, subject="Camion à pizzas", name="Alain Jégou", address="7 chemin"
    )
    case.refresh_from_db()
    assert (case.subject, case.correspondent.name) == ("Camion à pizzas", "Alain Jégou")
    assert case.events.last().text == "nom, adresse postale, objet"  # type: ignore[union-attr]


def test_an_empty_note_is_refused(a: TownHall) -> None:
    case = case_make(a, a.pothole)
    with pytest.raises(TransitionRefused):
        services.case_note(case=case, actor=a.clerk, text=" ")
    assert services.case_note(case=case, actor=a.clerk, text="Appeler M. Hervé").text == "Appeler M. Hervé"
