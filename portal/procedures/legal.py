"""What the law promises of a kind of case, in sentences, before anything is filed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from edm.register.api import CaseKind


def kind_clock(kind: CaseKind) -> dict[str, Any] | None:
    """The legal clock of a kind of case, for theme/components/clock.html; None where no decision is expected.

    CRPA L231-1 (silence means acceptance after two months), L231-4 (its exceptions), R112-11-1 (acknowledgement).
    """
    if kind.silence_rule == "none":
        return None
    months = kind.silence_months
    within = ngettext("%(n)d month at most", "%(n)d months at most", months) % {"n": months}
    after = ngettext("after %(n)d month", "after %(n)d months", months) % {"n": months}
    milestones = [{"label": _("You send"), "text": _("You have a number at once."), "mark": "ici"}]
    if kind.acknowledged:
        text = _("You receive the full acknowledgement.")
        milestones.append({"label": _("10 working days at most"), "text": text, "mark": ""})
    milestones.append({"label": within, "text": _("You receive the decision."), "mark": ""})
    return {
        "number": months,
        "unit": ngettext("month", "months", months),
        "part": 100,
        "title": ngettext(
            "The town hall answers within %(n)d month", "The town hall answers within %(n)d months", months
        )
        % {"n": months},
        "milestones": milestones,
        **_silence(kind, after),
    }


def _silence(kind: CaseKind, after: str) -> dict[str, str]:
    if kind.silence_rule == "acceptance":
        return {
            "silence": _("Without an answer %(after)s, your request is accepted.") % {"after": after},
            "why": _(
                "The silence of an administration means acceptance: code des relations entre le public et "
                "l'administration, article L231-1. You may then ask for a certificate (L232-3)."
            ),
        }
    return {
        "silence": _("Without an answer %(after)s, your request is refused.") % {"after": after},
        "why": _(
            "This request is among the cases where silence means refusal. The acknowledgement gives the exact date "
            "and the ways of appeal: code des relations entre le public et l'administration, articles L231-4 and "
            "R112-11-1."
        ),
    }
