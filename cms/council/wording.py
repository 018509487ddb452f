"""What the law's answers are called on the screens."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from edm.law.council import Obstacle

OBSTACLES = {
    Obstacle.NOT_DECIDED: _("It is still a draft: it is put online once it is adopted and signed."),
    Obstacle.NOT_ADOPTED: _(
        "The council did not adopt it: the list of deliberations says so, and no act is put online."
    ),
    Obstacle.NOT_SIGNED: _("It is not signed yet."),
    Obstacle.INDIVIDUAL: _("An individual act is notified to the person, never put online (CGCT, L2131-1)."),
    Obstacle.AID: _("An act of individual aid is never put online."),
    Obstacle.NO_AUTHOR: _("Write the author's first name, name and capacity: “Anne Le Gall, maire” (CGCT, R2131-1)."),
    Obstacle.NO_CONTENT: _("It has neither a text nor a document: there would be nothing to read."),
    Obstacle.ANONYMISED_DOCUMENT: _(
        "A text without personal data was written: the signed paper, which has them, is not shown."
    ),
}

PROXY_FAULTS = {
    "self": _("Nobody represents themselves."),
    "giver_present": _("This member is present, and votes in person."),
    "holder_absent": _("The holder of a proxy is present: choose somebody who is."),
    "holder_taken": _("This member holds a proxy already: one at most (CGCT, L2121-20)."),
}


class ListWords(NamedTuple):
    """What a list of acts of one nature says."""

    title: Any
    chapo: Any
    none: Any


LISTS = {
    "deliberation": ListWords(
        _("Deliberations"), _("What the council decided, as it was put online."), _("No deliberation yet")
    ),
    "order": ListWords(
        _("Municipal orders"), _("What the mayor orders: traffic, parking, public works."), _("No order yet")
    ),
    "decision": ListWords(
        _("Decisions of the mayor"), _("What the mayor decides by delegation of the council."), _("No decision yet")
    ),
}
