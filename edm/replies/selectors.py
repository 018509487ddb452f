"""By what channels a case may be answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from edm.delivery.api import channels
from edm.register.models import Case, Channel
from edm.replies.models import ReplyTemplate

# The way back of each way in.
_BACK = {
    Channel.FORM: Channel.PORTAL,
    Channel.PORTAL: Channel.PORTAL,
    Channel.EMAIL: Channel.EMAIL,
    Channel.SCAN: Channel.PAPER,
    Channel.PAPER: Channel.PAPER,
    Channel.COUNTER: Channel.COUNTER,
}
# With nothing else to go by.
_ORDER = (Channel.PORTAL, Channel.EMAIL, Channel.PAPER, Channel.COUNTER)


@dataclass(frozen=True)
class ChannelChoice:
    """A way to answer: `legal` for this kind of case, `reachable` with what is known of the person, and why."""

    channel: str
    label: str
    legal: bool
    reachable: bool
    reason: str

    @property
    def usable(self) -> bool:
        return self.legal and self.reachable


def reply_channels(case: Case) -> list[ChannelChoice]:
    """Every way out, the best first; those that can't be used are last, each with its reason.

    The kind's legal channels, among them the citizen's preferred one, then that by which the case came.
    """
    legal = case.kind.reply_channels
    wanted = [case.preferred_channel, _BACK.get(Channel(case.origin), ""), *_ORDER]
    choices = []
    for code, channel in channels().items():
        is_legal = not legal or code in legal
        reachable = channel.can_reach(case)
        reason = _reason(case, code, is_legal=is_legal, reachable=reachable)
        choices.append(ChannelChoice(code, _label(code), is_legal, reachable, reason))
    return sorted(choices, key=lambda choice: (not choice.usable, not choice.legal, wanted.index(choice.channel)))


def templates_for(case: Case) -> QuerySet[ReplyTemplate]:
    """The templates offered for a case: those of its unit and those of all."""
    return ReplyTemplate.objects.filter(Q(unit=None) | Q(unit=case.unit_id), town=case.town_id)


def _label(code: str) -> str:
    return {
        Channel.PORTAL: _("In the citizen's space, with a notice by e-mail"),
        Channel.EMAIL: _("By e-mail"),
        Channel.PAPER: _("By post, a letter to print"),
        Channel.COUNTER: _("Handed over at the counter"),
    }[Channel(code)]


def _reason(case: Case, code: str, *, is_legal: bool, reachable: bool) -> str:
    if not is_legal:
        return _("This kind of case is not answered this way.")
    if not reachable:
        return {
            Channel.PORTAL: _("This person has no space where the reply could be read."),
            Channel.EMAIL: _("No usable e-mail address is known."),
            Channel.PAPER: _("The name or the postal address is missing."),
        }.get(Channel(code), _("This person can't be reached this way."))
    if code == case.preferred_channel:
        return _("The person asked to be answered this way.")
    if code == _BACK.get(Channel(case.origin)):
        return _("The request came this way.")
    if case.kind.reply_channels:
        return _("Allowed for this kind of case.")
    return ""
