"""What can't be done, and why."""

from __future__ import annotations


class CouncilRefusal(Exception):
    """The law or the order of things refuses it; `message` says why and what to do, for the clerk.

    `field`: the name of the form's field it concerns, "" for the whole form.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
