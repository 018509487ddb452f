"""The states of a case and the moves between them: the one table."""

from __future__ import annotations

from django.utils.translation import gettext as _

from edm.register.models import Case

State = Case.State

_AT_WORK = frozenset({State.TAKEN, State.WAITING_CITIZEN, State.WAITING_OPINION, State.TO_SIGN})
_ENDS = frozenset({State.ANSWERED, State.CLOSED})

MOVES: dict[str, frozenset[str]] = {
    State.NEW: _AT_WORK | _ENDS,
    State.REOPENED: _AT_WORK | _ENDS,
    State.TAKEN: _AT_WORK | _ENDS | {State.NEW},
    State.WAITING_CITIZEN: _AT_WORK | _ENDS | {State.NEW},
    State.WAITING_OPINION: _AT_WORK | _ENDS | {State.NEW},
    State.TO_SIGN: _AT_WORK | _ENDS | {State.NEW},
    State.ANSWERED: frozenset({State.CLOSED, State.REOPENED}),
    State.CLOSED: frozenset({State.REOPENED}),
}


class TransitionRefused(Exception):
    """The move is not one of the table's, or lacks what it asks for; `message` is for the clerk."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def may_move(current: str, wanted: str) -> bool:
    return wanted in MOVES[current]


def check_move(current: str, wanted: str) -> None:
    """Raise TransitionRefused unless a case may go from one state to the other."""
    if not may_move(current, wanted):
        raise TransitionRefused(
            _("A case that is “%(current)s” cannot become “%(wanted)s”.")
            % {"current": State(current).label, "wanted": State(wanted).label}
        )
