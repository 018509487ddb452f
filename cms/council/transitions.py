"""The life of an act: from which state to which, in one table. Pure."""

from __future__ import annotations

# A deliberation is decided by the council, an order or a decision by its author; then it is signed (CGCT, L2121-23),
# sent to the préfecture where it must be (L2131-2), put online or notified (L2131-1), and kept.
ALLOWED: dict[str, frozenset[str]] = {
    "draft": frozenset({"adopted"}),
    "adopted": frozenset({"signed", "draft"}),  # back: the result was recorded by mistake
    "signed": frozenset({"transmitted", "published", "archived"}),
    "transmitted": frozenset({"published", "archived"}),
    "published": frozenset({"withdrawn", "archived"}),
    "withdrawn": frozenset({"archived"}),
    "archived": frozenset(),
}
# What the text and its facts may still become.
EDITABLE = frozenset({"draft", "adopted"})
# Where the transmission may be recorded: before it is put online, or after.
TRANSMISSIBLE = frozenset({"signed", "transmitted", "published"})


class TransitionRefused(Exception):
    """The step can't be taken from the state the act is in."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"{before} → {after}")
        self.before, self.after = before, after


def is_allowed(before: str, after: str) -> bool:
    return after in ALLOWED[before]


def check(before: str, after: str) -> None:
    """Raises TransitionRefused."""
    if not is_allowed(before, after):
        raise TransitionRefused(before, after)
