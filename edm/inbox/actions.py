"""What may be done with a case: each action with its form, when it is offered, and the service that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from edm.inbox import forms
from edm.inbox.permissions import is_registrar
from edm.register import services
from edm.register.models import Case, CaseEvent
from edm.register.transitions import State, TransitionRefused, may_move

Verb = CaseEvent.Verb


@dataclass(frozen=True)
class Action:
    code: str
    label: Any
    icon: str
    done: Any  # the message after
    verbs: tuple[str, ...]  # the lines of history it writes
    offered: Callable[[Case, Any], bool]
    run: Callable[[Case, Any, dict[str, Any]], Any]
    form: type[forms.CaseForm] = forms.CaseForm
    says: str = ""  # the field whose text tells two wishes apart
    right: Callable[[Any, Any], bool] = lambda user, town: True  # beyond the right to work on the case
    stands_back: bool = False  # when a colleague has taken the case since the form was served

    @property
    def has_fields(self) -> bool:
        return self.form is not forms.CaseForm


def _is_open(case: Case, user: Any) -> bool:
    return case.is_open


ACTIONS = {
    action.code: action
    for action in (
        Action(
            "take",
            _("Take"),
            "user",
            _("The case is in your hands."),
            (Verb.TAKEN,),
            lambda case, user: case.is_open and case.assignee_id != user.pk,
            lambda case, user, told: services.case_take(case=case, actor=user),
            stands_back=True,
        ),
        Action(
            "assign",
            _("Assign to…"),
            "group",
            _("The case is assigned."),
            (Verb.ASSIGNED, Verb.TAKEN),
            _is_open,
            lambda case, user, told: services.case_assign(case=case, actor=user, assignee=told["assignee"]),
            forms.AssignForm,
        ),
        Action(
            "release",
            _("Give back to the unit"),
            "arrow-left",
            _("The case is back in its unit."),
            (Verb.RELEASED,),
            lambda case, user: case.is_open and case.assignee_id is not None,
            lambda case, user, told: services.case_release(case=case, actor=user),
        ),
        Action(
            "qualify",
            _("Choose the kind"),
            "tag",
            _("The kind is chosen: unit and deadlines follow."),
            (Verb.QUALIFIED,),
            _is_open,
            lambda case, user, told: services.case_qualify(case=case, actor=user, kind=told["kind"]),
            forms.QualifyForm,
            right=is_registrar,
        ),
        Action(
            "route",
            _("Change the unit"),
            "redirect",
            _("The case has gone to the other unit."),
            (Verb.ROUTED,),
            _is_open,
            lambda case, user, told: services.case_route(case=case, actor=user, unit=told["unit"]),
            forms.RouteForm,
        ),
        Action(
            "facts",
            _("Correct the facts"),
            "edit",
            _("The facts are corrected."),
            (Verb.EDITED,),
            lambda case, user: True,
            lambda case, user, told: services.case_edit_facts(case=case, actor=user, **told),
            forms.FactsForm,
        ),
        Action(
            "note",
            _("Write a note"),
            "comment-add",
            _("The note is written."),
            (Verb.NOTED,),
            lambda case, user: True,
            lambda case, user, told: services.case_note(case=case, actor=user, text=told["text"]),
            forms.NoteForm,
            "text",
        ),
        Action(
            "hold",
            _("Put on hold"),
            "time",
            _("The state has changed."),
            (Verb.MOVED,),
            _is_open,
            lambda case, user, told: services.case_move(case=case, actor=user, state=told["state"]),
            forms.HoldForm,
        ),
        Action(
            "inform",
            _("Send for information"),
            "view",
            _("The case is sent for information."),
            (Verb.INFORMED,),
            lambda case, user: not case.confidential,
            lambda case, user, told: services.case_inform(case=case, actor=user, user=told["user"]),
            forms.InformForm,
        ),
        Action(
            "close",
            _("Close the case"),
            "circle-check",
            _("The case is closed."),
            (Verb.CLOSED,),
            lambda case, user: may_move(case.state, State.CLOSED),
            lambda case, user, told: services.case_close(case=case, actor=user, reason=told["reason"]),
            forms.CloseForm,
        ),
        Action(
            "reopen",
            _("Reopen the case"),
            "resubmit",
            _("The case is open again."),
            (Verb.REOPENED,),
            lambda case, user: may_move(case.state, State.REOPENED),
            lambda case, user, told: services.case_reopen(case=case, actor=user, reason=told["reason"]),
            forms.ReopenForm,
        ),
    )
}


def actions_for(case: Case, user: Any) -> list[Action]:
    """What is offered now, in the order of the menu."""
    return [action for action in ACTIONS.values() if action.right(user, case.town) and action.offered(case, user)]


def action_run(*, action: Action, case: Case, actor: Any, told: dict[str, Any]) -> bool:
    """Do it once: False when this very form was sent before. Raises TransitionRefused.

    The row is locked first, so that of two clicks the second one finds the first one's line of history.
    """
    seen = told.pop("seen", None)
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        if seen is not None:
            since = CaseEvent.objects.filter(case=case, actor=actor, verb__in=action.verbs, pk__gt=seen)
            if action.says:
                since = since.filter(text=told[action.says].strip())
            if since.exists():
                return False
            if action.stands_back:
                _check_nobody_was_faster(locked, actor, seen)
        action.run(case, actor, told)
    return True


def _check_nobody_was_faster(case: Case, actor: Any, seen: int) -> None:
    """Of two colleagues who take the same case, the second is told; who knows it may still take the case over."""
    if case.assignee_id in (None, actor.pk):
        return
    if CaseEvent.objects.filter(case=case, verb__in=(Verb.TAKEN, Verb.ASSIGNED), pk__gt=seen).exists():
        raise TransitionRefused(
            gettext("%(name)s has just been put in charge of this case. To take it over all the same, take it again.")
            % {"name": case.assignee}
        )
