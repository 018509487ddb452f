"""What the council makes of an item: its ballots, or postponed, withdrawn, noted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.council import transitions
from cms.council.models import Act, AgendaItem, Amendment, Meeting, Member, Vote, VoteEvent
from cms.council.services.acts import ActRefused, deliberation_decide
from cms.council.services.meetings import meeting_locked
from cms.council.services.minutes import minutes_approve, minutes_unapprove
from cms.council.services.refusal import CouncilRefusal
from cms.council.sitting import Room, Sitting
from edm.law import sittings as law

KINDS, OUTCOMES, METHODS = AgendaItem.Kind, AgendaItem.Outcome, VoteEvent.Method


@transaction.atomic
def ballot_record(
    *,
    item: AgendaItem,
    method: str,
    choices: Mapping[int, str] | None = None,
    totals: law.Count | None = None,
    amendment: Amendment | None = None,
) -> VoteEvent:
    """Record a ballot on an item or an amendment; again: corrected, until the deliberation is signed.

    `choices`: of a public ballot, member → choice for those who did not vote for. `totals`: of a secret one. Raises
    CouncilRefusal: no quorum, a vote by somebody who has none, totals too high.
    """
    meeting, sitting = _open(item)
    room = sitting.room_at(item)
    _check_ballot(meeting, item, room)
    entitled = {voice.member.pk: voice for voice in room.voices}
    votes: dict[int, str] = {}
    if method == METHODS.SECRET:
        count = totals or law.Count(0)
        if not law.count_is_possible(count, len(entitled)):
            raise CouncilRefusal(
                _("%(total)s votes are counted, and %(count)s may vote: correct the totals.")
                % {"total": count.total, "count": len(entitled)},
                "votes_for",
            )
        left = len(entitled) - count.total
        count = law.Count(count.votes_for, count.votes_against, count.abstentions, count.not_voting + left)
    else:
        votes = dict.fromkeys(entitled, law.FOR) | _known(choices or {}, entitled, sitting, room)
        said = list(votes.values())
        count = law.Count(*(said.count(choice) for choice in (law.FOR, law.AGAINST, law.ABSTENTION, law.NOT_VOTING)))
        if method == METHODS.UNANIMITY and count.votes_for != len(entitled):
            method = METHODS.PUBLIC
    chair = sitting.chair_at(item)
    result = law.ballot_result(
        count, secret=method == METHODS.SECRET, chair_choice=votes.get(chair.pk, "") if chair else ""
    )
    facts = {
        "method": method,
        "held_at": timezone.now(),
        "present": len(room.deliberating),
        "represented": len(room.represented),
        "votes_for": count.votes_for,
        "votes_against": count.votes_against,
        "abstentions": count.abstentions,
        "not_voting": count.not_voting,
        "casting_vote": result.casting_vote,
        "adopted": result.adopted,
    }
    event, _new = VoteEvent.objects.update_or_create(item=item, amendment=amendment, defaults=facts)
    event.votes.all().delete()
    holder = {pk: voice.holder for pk, voice in entitled.items()}
    rows = [Vote(event=event, member_id=pk, cast_by=holder[pk], choice=choice) for pk, choice in votes.items()]
    Vote.objects.bulk_create(rows)
    if amendment is None:
        _decide(item, OUTCOMES.ADOPTED if result.adopted else OUTCOMES.REJECTED, event)
    return event


@transaction.atomic
def item_settle(*, item: AgendaItem, outcome: str) -> AgendaItem:
    """Postponed, withdrawn, or noted (what is not voted on); again: nothing. Raises CouncilRefusal."""
    _meeting, sitting = _open(item)
    if item.outcome == outcome:
        return item
    if outcome not in (OUTCOMES.POSTPONED, OUTCOMES.WITHDRAWN, OUTCOMES.NOTED):
        raise CouncilRefusal(_("Record the ballot first: it says whether the item is adopted."))
    if outcome == OUTCOMES.NOTED and item.kind == KINDS.MINUTES:
        raise CouncilRefusal(_("Minutes are approved by a vote."))
    if any(other.pk == item.pk and other.ballots.all() for other in sitting.items):
        raise CouncilRefusal(_("This item is voted: undo its result first."))
    _decide(item, outcome, None)
    return item


@transaction.atomic
def outcome_undo(*, item: AgendaItem) -> AgendaItem:
    """Take back what was recorded of an item by mistake, while its deliberation is not signed."""
    _open(item)
    act = Act.objects.select_for_update(of=("self",)).filter(item=item).first()
    if act and act.state not in transitions.EDITABLE:
        raise CouncilRefusal(_("The deliberation is signed: its vote is no longer changed."))
    if act:  # its number stays with it: the series has no gap
        act.result, act.state = "", Act.State.DRAFT
        act.votes_for = act.votes_against = act.abstentions = act.voters_count = None
        act.save()
    if item.kind == KINDS.MINUTES:
        minutes_unapprove(meeting=item.meeting)
    item.ballots.filter(amendment=None).delete()
    item.outcome = OUTCOMES.PENDING
    item.save(update_fields=["outcome"])
    return item


@transaction.atomic
def amendment_add(*, item: AgendaItem, author: Member, text: str) -> Amendment:
    """An amendment, voted before the item; the same words by the same person again: the same one."""
    _meeting, sitting = _open(item)
    found = item.amendments.filter(author=author, text=text).first()
    if found:
        return found
    if item.outcome:
        raise CouncilRefusal(_("This item has its outcome: an amendment is voted before it."))
    if author.pk not in {member.pk for member in sitting.room_at(item).deliberating}:
        raise CouncilRefusal(_("Its author is present, and does not leave the item."), "author")
    return Amendment.objects.create(item=item, author=author, text=text, position=item.amendments.count() + 1)


def _open(item: AgendaItem) -> tuple[Meeting, Sitting]:
    meeting = meeting_locked(item.meeting)
    if meeting.state != Meeting.State.OPEN:
        raise CouncilRefusal(
            _("The meeting is closed.") if meeting.state == Meeting.State.CLOSED else _("Open the meeting first.")
        )
    item.refresh_from_db()
    item.meeting = meeting
    return meeting, Sitting(meeting)


def _check_ballot(meeting: Meeting, item: AgendaItem, room: Room) -> None:
    if item.kind not in AgendaItem.VOTED:
        raise CouncilRefusal(_("This item is for information: it is noted, and not voted on."))
    if meeting.urgent and meeting.urgency_approved is None:
        raise CouncilRefusal(_("The council rules on the urgency first (CGCT, L2121-11)."))
    if meeting.urgent and not meeting.urgency_approved:
        raise CouncilRefusal(_("The council did not approve the urgency: postpone the item."))
    if not room.quorum.is_met:
        raise CouncilRefusal(
            _(
                "The quorum is not reached: %(present)s present, and %(needed)s are needed "
                "(CGCT, L2121-17). No vote is held."
            )
            % {"present": room.quorum.present, "needed": room.quorum.needed}
        )
    chair = item.presided_by_id or meeting.chair_id
    if chair not in {member.pk for member in room.deliberating}:
        raise CouncilRefusal(_("The chair left or is away: choose who chairs this item."), "presided_by")


def _known(choices: Mapping[int, str], entitled: Mapping[int, object], sitting: Sitting, room: Room) -> dict[int, str]:
    """The choices of those who may vote; raises CouncilRefusal for anybody else's."""
    names = {member.pk: member for member in sitting.members}
    recused = {member.pk for member in room.recused}
    for pk, choice in choices.items():
        if pk in recused:
            raise CouncilRefusal(_("%(name)s left this item, and does not vote.") % {"name": names[pk]}, f"vote-{pk}")
        if pk not in entitled:
            raise CouncilRefusal(
                _("%(name)s is neither present nor represented.") % {"name": names.get(pk, pk)}, f"vote-{pk}"
            )
        if choice not in Vote.Choice.values:
            raise CouncilRefusal(_("Choose for, against, abstention or did not vote."), f"vote-{pk}")
    return dict(choices)


def _decide(item: AgendaItem, outcome: str, event: VoteEvent | None) -> None:
    """The outcome, in the item, in its deliberation, and in the minutes that it approves."""
    item.outcome = outcome
    item.save(update_fields=["outcome"])
    if item.kind == KINDS.DELIBERATION and outcome != OUTCOMES.NOTED:
        try:
            deliberation_decide(item=item, ballot=event, result="" if event else outcome)
        except ActRefused as refused:
            raise CouncilRefusal(refused.message) from refused
    if item.kind == KINDS.MINUTES:
        if outcome == OUTCOMES.ADOPTED:
            minutes_approve(meeting=item.meeting)
        else:
            minutes_unapprove(meeting=item.meeting)
