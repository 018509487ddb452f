"""A meeting held: opened, who is there, who is represented, who leaves an item, closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.council.models import AgendaItem, Attendance, Meeting, Member, Proxy, Recusal
from cms.council.services.meetings import meeting_locked
from cms.council.services.refusal import CouncilRefusal
from cms.council.sitting import Sitting
from cms.council.wording import PROXY_FAULTS
from edm.law import sittings as law

STATES = Meeting.State
PRESENT = Attendance.State.PRESENT


@transaction.atomic
def attendance_record(*, meeting: Meeting, states: Mapping[int, str], holders: Mapping[int, int]) -> None:
    """The sheet of attendance as the meeting begins: member → state, and giver → holder of the written proxies.

    Said again it is corrected, until a ballot is recorded. Raises CouncilRefusal, its field "holder-<giver>".
    """
    meeting = meeting_locked(meeting)
    _check_state(meeting, STATES.CONVENED, STATES.OPEN)
    sitting = Sitting(meeting)
    known = {member.pk for member in sitting.members}
    states = {member: state for member, state in states.items() if member in known}
    holders = {giver: holder for giver, holder in holders.items() if giver in known}
    before = {member: row.state for member, row in sitting.attendances.items()}
    given = {proxy.giver_id: proxy.holder_id for proxy in sitting.proxies}
    if before == states and given == holders:
        return
    if _voted(sitting):
        raise CouncilRefusal(_("A ballot is recorded already: note an arrival or a departure at an item instead."))
    present = {member for member, state in states.items() if state == PRESENT}
    for giver, holder in holders.items():
        _check_proxy(giver, holder, present, holders)
    Proxy.objects.filter(meeting=meeting).delete()
    Attendance.objects.filter(meeting=meeting).delete()
    rows = [Attendance(meeting=meeting, member_id=member, state=state) for member, state in states.items()]
    Attendance.objects.bulk_create(rows)
    pairs = [Proxy(meeting=meeting, giver_id=giver, holder_id=holder) for giver, holder in holders.items()]
    Proxy.objects.bulk_create(pairs)


@transaction.atomic
def meeting_open(*, meeting: Meeting, chair: Member, secretary: Member) -> Meeting:
    """Open the meeting: the members in office are counted once for all. Again: nothing. Raises CouncilRefusal."""
    meeting = meeting_locked(meeting)
    if meeting.state == STATES.OPEN:
        return meeting
    _check_state(meeting, STATES.CONVENED)
    sitting = Sitting(meeting)
    present = {member.pk for member in sitting.present_at(1)}
    if not present:
        raise CouncilRefusal(_("Record who is present first."))
    if chair.pk not in present:
        raise CouncilRefusal(_("Who chairs is present."), "chair")
    if secretary.pk not in present:
        raise CouncilRefusal(_("The secretary is one of the members present (CGCT, L2121-15)."), "secretary")
    meeting.chair, meeting.secretary = chair, secretary
    meeting.in_office = len(sitting.members)
    meeting.state, meeting.opened_at = STATES.OPEN, timezone.now()
    meeting.save(update_fields=["chair", "secretary", "in_office", "state", "opened_at"])
    return meeting


@transaction.atomic
def urgency_rule(*, meeting: Meeting, approved: bool) -> Meeting:
    """What the council says of the urgency, before anything else (CGCT, L2121-11 and L2121-12).

    Not approved: what it was convened for is postponed to a later meeting.
    """
    meeting = meeting_locked(meeting)
    _check_state(meeting, STATES.OPEN)
    if meeting.urgency_approved == approved:
        return meeting
    sitting = Sitting(meeting)
    if _voted(sitting):
        raise CouncilRefusal(_("A ballot is recorded already: the urgency was ruled before it."))
    if not sitting.room_at(sitting.items[0] if sitting.items else None).quorum.is_met:
        raise CouncilRefusal(_("The quorum is not reached: the council can't rule on the urgency."))
    meeting.urgency_approved = approved
    meeting.save(update_fields=["urgency_approved"])
    return meeting


@transaction.atomic
def arrival_record(*, item: AgendaItem, member: Member) -> None:
    """The member is there from this item on; a proxy they had given ends by itself."""
    sitting = _sitting_at(item)
    row = sitting.attendances.get(member.pk)
    if row and row.is_present_at(item.position):
        return
    row = row or Attendance(meeting=item.meeting, member=member, state=Attendance.State.ABSENT)
    if row.state == PRESENT and row.leaves_before and row.leaves_before.position != item.position:
        raise CouncilRefusal(
            _("%(name)s left earlier: undo the departure, and note a recusal for the items missed.") % {"name": member},
            "member",
        )
    if row.state == PRESENT and row.leaves_before:  # noted by mistake at this very item
        row.leaves_before = None
    else:
        row.state, row.arrives_at = PRESENT, item
    row.save()


@transaction.atomic
def departure_record(*, item: AgendaItem, member: Member, holder: Member | None = None) -> None:
    """The member leaves before this item, and may leave a written proxy to one who stays."""
    sitting = _sitting_at(item)
    row = sitting.attendances.get(member.pk)
    if row is None or not row.is_present_at(item.position):
        if row and row.leaves_before_id == item.pk and holder:
            _proxy_add(sitting, item, member, holder)
        return
    if row.arrives_at_id == item.pk:  # the arrival noted at this item is taken back
        row.arrives_at, row.state = None, Attendance.State.ABSENT
    else:
        row.leaves_before = item
    row.save()
    if holder:
        _proxy_add(sitting, item, member, holder)


@transaction.atomic
def departure_undo(*, item: AgendaItem, member: Member) -> None:
    """Take back a departure that was noted at this item."""
    sitting = _sitting_at(item)
    row = sitting.attendances.get(member.pk)
    if row and row.leaves_before_id == item.pk:
        row.leaves_before = None
        row.save(update_fields=["leaves_before"])


@transaction.atomic
def recusals_set(*, item: AgendaItem, members: Collection[Member], presided_by: Member | None = None) -> None:
    """Who leaves the item, neither debate nor vote (CGCT, L2131-11); who chairs it, where the chair does.

    For the administrative account the chair leaves at the vote (L2121-14): so it is recorded here too.
    """
    sitting = _sitting_at(item)
    wanted = {member.pk for member in members}
    present = {member.pk for member in sitting.present_at(item.position)}
    if wanted - {member.pk for member in sitting.members}:
        raise CouncilRefusal(_("Choose members in office."), "recused")
    chair = sitting.meeting.chair_id
    if chair in wanted | (({chair} if chair else set()) - present) and presided_by is None:
        raise CouncilRefusal(_("The chair leaves this item: choose who chairs it (CGCT, L2121-14)."), "presided_by")
    if presided_by and presided_by.pk not in present - wanted:
        raise CouncilRefusal(_("Who chairs this item is present, and does not leave it."), "presided_by")
    Recusal.objects.filter(item=item).exclude(member__in=wanted).delete()
    there = sitting.recusals.get(item.pk, set())
    Recusal.objects.bulk_create([Recusal(item=item, member_id=member) for member in wanted - there])
    item.presided_by = presided_by
    item.save(update_fields=["presided_by"])


@transaction.atomic
def meeting_close(*, meeting: Meeting) -> Meeting:
    """The meeting is over: each item has its outcome. Again: nothing. Raises CouncilRefusal."""
    meeting = meeting_locked(meeting)
    if meeting.state == STATES.CLOSED:
        return meeting
    _check_state(meeting, STATES.OPEN)
    left = [str(item) for item in Sitting(meeting).items if not item.outcome]
    if left:
        raise CouncilRefusal(_("These items have no outcome yet: %(items)s.") % {"items": "; ".join(left)})
    meeting.state, meeting.closed_at = STATES.CLOSED, timezone.now()
    meeting.save(update_fields=["state", "closed_at"])
    return meeting


def _sitting_at(item: AgendaItem) -> Sitting:
    """The locked meeting of an item at which something changes: neither it nor a later one has a ballot."""
    meeting = meeting_locked(item.meeting)
    _check_state(meeting, STATES.OPEN)
    sitting = Sitting(meeting)
    voted = [other for other in _voted(sitting) if other.position >= item.position]
    if voted:
        raise CouncilRefusal(
            _("“%(item)s” is voted already: undo its result first, then correct who is there.") % {"item": voted[0]}
        )
    item.meeting = meeting
    return sitting


def _voted(sitting: Sitting) -> list[AgendaItem]:
    return [item for item in sitting.items if item.ballots.all()]


def _check_proxy(giver: int, holder: int, present: Collection[int], holders: Mapping[int, int]) -> None:
    if fault := law.proxy_fault(giver=giver, holder=holder, present=present, holders=holders):
        raise CouncilRefusal(str(PROXY_FAULTS[fault]), f"holder-{giver}")


def _proxy_add(sitting: Sitting, item: AgendaItem, giver: Member, holder: Member) -> None:
    present = {member.pk for member in sitting.present_at(item.position)} - {giver.pk}
    holders = {proxy.giver_id: proxy.holder_id for proxy in sitting.proxies}
    if fault := law.proxy_fault(giver=giver.pk, holder=holder.pk, present=present, holders=holders):
        raise CouncilRefusal(str(PROXY_FAULTS[fault]), "holder")
    Proxy.objects.update_or_create(meeting=item.meeting, giver=giver, defaults={"holder": holder})


def _check_state(meeting: Meeting, *states: str) -> None:
    if meeting.state in states:
        return
    told = {
        STATES.PREPARED: _("Send the notices first: a meeting that was not convened can't decide."),
        STATES.CONVENED: _("Open the meeting first."),
        STATES.OPEN: _("The meeting is open already."),
        STATES.CLOSED: _("The meeting is closed."),
    }
    raise CouncilRefusal(told[STATES(meeting.state)])
