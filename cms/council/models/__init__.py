"""The council: who sits in it, what it meets on, how it votes, the acts that come of it, and what was put online."""

from cms.council.models.acts import Act, ActCounter, Deliberation, MayoralDecision, MunicipalOrder
from cms.council.models.assemblies import Assembly, Committee, Member, Term
from cms.council.models.grants import Grant
from cms.council.models.meetings import AgendaItem, ItemAttachment, Meeting, MeetingNotice, Minutes
from cms.council.models.notice_board import Posting
from cms.council.models.publication import PublishedVersion
from cms.council.models.sittings import Attendance, Proxy, Recusal
from cms.council.models.votes import Amendment, Vote, VoteEvent

__all__ = [
    "Act",
    "ActCounter",
    "AgendaItem",
    "Amendment",
    "Assembly",
    "Attendance",
    "Committee",
    "Deliberation",
    "Grant",
    "ItemAttachment",
    "MayoralDecision",
    "Meeting",
    "MeetingNotice",
    "Member",
    "Minutes",
    "MunicipalOrder",
    "Posting",
    "Proxy",
    "PublishedVersion",
    "Recusal",
    "Term",
    "Vote",
    "VoteEvent",
]
