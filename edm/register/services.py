"""What a clerk does with a case. Each function is one transaction, writes one line of history, and raises
TransitionRefused with a message for the clerk where the table or the rules forbid the move.

The caller has fetched the case by `selectors.case_get_for`; the row is locked and read again here, so that two
clerks at the same button get one result.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from edm.organisation.models import Membership, Role, Unit
from edm.register import clock
from edm.register.models import Case, CaseEvent, CaseKind, Correspondent, MailItem
from edm.register.notices import acknowledgement_queue
from edm.register.registration import acknowledgement_owed, correspondent_for, event_write, item_register
from edm.register.transitions import State, TransitionRefused, check_move

__all__ = ["TransitionRefused", "correspondent_for", "item_register"]

Verb = CaseEvent.Verb


@contextmanager
def _case_changed(case: Case) -> Iterator[Case]:
    """The locked, fresh row, saved at the end; the caller's object is brought up to date."""
    with transaction.atomic():
        fresh = (
            Case.objects.select_for_update(of=("self",)).select_related("kind", "unit", "town", "body").get(pk=case.pk)
        )
        yield fresh
        fresh.due = clock.next_due(fresh)
        fresh.save()
    case.refresh_from_db()


def _staff_of(unit: Unit, user: Any) -> bool:
    """Whether a case of this unit may be put in this person's hands."""
    roles = Membership.objects.filter(user=user, user__is_active=True, town=unit.body.town)
    return (
        roles.filter(role__in=(Role.HEAD, Role.CLERK), unit=unit).exists() or roles.filter(role=Role.REGISTRAR).exists()
    )


def case_take(*, case: Case, actor: Any) -> Case:
    """The actor takes the case in hand."""
    return case_assign(case=case, actor=actor, assignee=actor)


def case_assign(*, case: Case, actor: Any, assignee: Any) -> Case:
    """Put the case in the hands of somebody of its unit, or of the registrar."""
    with _case_changed(case) as fresh:
        if not fresh.is_open:
            raise TransitionRefused(_("This case has ended: reopen it first."))
        if not _staff_of(fresh.unit, assignee):
            raise TransitionRefused(
                _("%(name)s does not work in the unit %(unit)s.") % {"name": assignee, "unit": fresh.unit}
            )
        if fresh.assignee_id == assignee.pk:
            return fresh  # a second click
        fresh.assignee = assignee
        if fresh.state in (State.NEW, State.REOPENED):
            fresh.state = State.TAKEN
        own = assignee.pk == actor.pk
        event_write(
            case=fresh, actor=actor, verb=Verb.TAKEN if own else Verb.ASSIGNED, text="" if own else str(assignee)
        )
    return case


def case_release(*, case: Case, actor: Any) -> Case:
    """Give the case back to its unit."""
    with _case_changed(case) as fresh:
        if fresh.assignee_id is None:
            return fresh
        fresh.assignee = None
        if fresh.state == State.TAKEN:
            fresh.state = State.NEW
        event_write(case=fresh, actor=actor, verb=Verb.RELEASED)
    return case


def case_route(*, case: Case, actor: Any, unit: Unit) -> Case:
    """Send the case to another unit of the same legal body; nobody is in charge of it there yet."""
    with _case_changed(case) as fresh:
        if not fresh.is_open:
            raise TransitionRefused(_("This case has ended: reopen it first."))
        if unit.body_id != fresh.body_id:
            raise TransitionRefused(_("The unit belongs to another legal body, whose register is another one."))
        if unit.pk == fresh.unit_id:
            return fresh
        fresh.unit, fresh.assignee = unit, None
        if fresh.state == State.TAKEN:
            fresh.state = State.NEW
        event_write(case=fresh, actor=actor, verb=Verb.ROUTED, text=unit.name)
    return case


def case_qualify(*, case: Case, actor: Any, kind: CaseKind) -> Case:
    """Say what kind of case it is: its unit, its confidentiality and its deadlines follow."""
    with _case_changed(case) as fresh:
        if not fresh.is_open:
            raise TransitionRefused(_("This case has ended: reopen it first."))
        if kind.unit.body_id != fresh.body_id:
            raise TransitionRefused(
                _("This kind of case belongs to another legal body, whose register is another one.")
            )
        if kind.pk == fresh.kind_id:
            return fresh
        moved = kind.unit_id != fresh.unit_id
        fresh.kind, fresh.unit, fresh.confidential = kind, kind.unit, kind.confidential
        if moved:
            fresh.assignee = None
            fresh.state = State.NEW if fresh.state == State.TAKEN else fresh.state
        owed = _acknowledgement_owed(fresh)
        clock.set_deadlines(fresh, acknowledged=owed)
        event_write(case=fresh, actor=actor, verb=Verb.QUALIFIED, text=kind.name)
        if owed:
            acknowledgement_queue(case=fresh)
    return case


def _acknowledgement_owed(case: Case) -> bool:
    """By the item that opened the case."""
    first = case.items.filter(number=case.number).select_related("correspondent").first()
    return first is None or acknowledgement_owed(
        town=case.town, channel=case.origin, handling=first.handling, email=first.correspondent.email
    )


def case_note(*, case: Case, actor: Any, text: str) -> CaseEvent:
    """Write a note that the citizen never sees."""
    if not text.strip():
        raise TransitionRefused(_("Write the note first."))
    return event_write(case=case, actor=actor, verb=Verb.NOTED, text=text.strip())


def case_move(*, case: Case, actor: Any, state: str) -> Case:
    """Say where the work stands (in hand, waiting for an opinion, to sign…)."""
    with _case_changed(case) as fresh:
        if state == fresh.state:
            return fresh
        check_move(fresh.state, state)
        if state in (*Case.ENDED, State.REOPENED):
            raise TransitionRefused(_("A case ends by a reply or a reason."))
        now = timezone.now()
        if state == State.WAITING_CITIZEN:
            clock.stop(fresh, now)
        elif fresh.state == State.WAITING_CITIZEN:
            clock.resume(fresh, now)
        fresh.state = state
        event_write(case=fresh, actor=actor, verb=Verb.MOVED, text=str(State(state).label))
    return case


def case_close(*, case: Case, actor: Any, reason: str = "") -> Case:
    """Close a case: one that was answered needs no reason, any other one does."""
    with _case_changed(case) as fresh:
        check_move(fresh.state, State.CLOSED)
        if fresh.state != State.ANSWERED and not reason.strip():
            raise TransitionRefused(_("Say why the case is closed without a reply."))
        fresh.state, fresh.closing_reason = State.CLOSED, reason.strip()
        fresh.ended_at = fresh.ended_at or timezone.now()
        event_write(case=fresh, actor=actor, verb=Verb.CLOSED, text=reason.strip())
    return case


def case_reopen(*, case: Case, actor: Any, reason: str = "") -> Case:
    """Open an ended case again."""
    with _case_changed(case) as fresh:
        check_move(fresh.state, State.REOPENED)
        fresh.state, fresh.ended_at, fresh.closing_reason = State.REOPENED, None, ""
        event_write(case=fresh, actor=actor, verb=Verb.REOPENED, text=reason.strip())
    return case


def case_inform(*, case: Case, actor: Any, user: Any) -> Case:
    """Send a case for information to somebody of the town hall; a confidential one is not sent."""
    with _case_changed(case) as fresh:
        if fresh.confidential:
            raise TransitionRefused(_("A confidential case is not sent for information."))
        if not Membership.objects.filter(user=user, town=fresh.town).exists():
            raise TransitionRefused(_("%(name)s does not belong to this town hall.") % {"name": user})
        fresh.informed.add(user)
        event_write(case=fresh, actor=actor, verb=Verb.INFORMED, text=str(user))
    return case


def case_edit_facts(
    *,
    case: Case,
    actor: Any,
    subject: str | None = None,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    address: str | None = None,
) -> Case:
    """Correct what was read of a letter: its subject, its sender. None leaves a fact as it is."""
    with _case_changed(case) as fresh:
        told = {"name": name, "email": email, "phone": phone, "address": address}
        correspondent = fresh.correspondent
        edited = [key for key, value in told.items() if value is not None and value != getattr(correspondent, key)]
        for key in edited:
            setattr(correspondent, key, told[key])
        if edited:
            correspondent.save(update_fields=edited)
        if subject and subject != fresh.subject:
            fresh.subject = subject[:255]
            edited.append("subject")
        if edited:
            event_write(case=fresh, actor=actor, verb=Verb.EDITED, text=_names_of(edited))
    return case


def _names_of(facts: list[str]) -> str:
    """The facts as a reader of the history calls them, in the town's language."""
    with override(settings.LANGUAGE_CODE):
        fields = [(Case if fact == "subject" else Correspondent)._meta.get_field(fact) for fact in facts]
        return ", ".join(str(getattr(field, "verbose_name", field.name)) for field in fields)


def case_answered(*, case: Case, actor: Any, item: MailItem) -> Case:
    """A reply has left: the case is answered and its clock has ended."""
    with _case_changed(case) as fresh:
        check_move(fresh.state, State.ANSWERED)
        fresh.state, fresh.ended_at = State.ANSWERED, timezone.now()
        event_write(case=fresh, actor=actor, verb=Verb.REPLIED, item=item)
    return case


def case_asked(*, case: Case, actor: Any, item: MailItem) -> Case:
    """The citizen was asked for a document or an answer: the clock stands still until it comes."""
    with _case_changed(case) as fresh:
        if fresh.state != State.WAITING_CITIZEN:
            check_move(fresh.state, State.WAITING_CITIZEN)
        fresh.state = State.WAITING_CITIZEN
        clock.stop(fresh, timezone.now())
        event_write(case=fresh, actor=actor, verb=Verb.ASKED, item=item)
    return case


def case_joined(*, case: Case, item: MailItem) -> Case:
    """The citizen has written again: the clock resumes, an ended case opens again."""
    with _case_changed(case) as fresh:
        clock.resume(fresh, item.at)
        if fresh.state == State.WAITING_CITIZEN:
            fresh.state = State.TAKEN if fresh.assignee_id else State.NEW
        elif not fresh.is_open:
            fresh.state, fresh.ended_at, fresh.closing_reason = State.REOPENED, None, ""
        event_write(case=fresh, verb=Verb.JOINED, item=item)
    return case
