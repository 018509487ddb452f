"""A meeting through its services: each refusal, and what is done twice is done once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cms.council.models import Act, AgendaItem, Attendance, Meeting, MeetingNotice, Member, Proxy
from cms.council.services import ballots, meetings, minutes, notices, sittings
from cms.council.services.refusal import CouncilRefusal
from cms.council.sitting import Sitting
from edm.delivery.models import OutgoingMail
from edm.files.services import document_create
from edm.law.sittings import Count
from tests.cms.council.chamber import DAY, EARLY, convene, convened_quietly, meeting_make, sit, term_make
from tests.cms.council.conftest import PDF
from tests.factories import TownHall

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(a: TownHall) -> list[Member]:
    return term_make(a)


@pytest.fixture
def meeting(a: TownHall, members: list[Member]) -> Meeting:
    return convened_quietly(meeting_make(a))


def first(meeting: Meeting) -> AgendaItem:
    return meeting.items.order_by("position").first()


def test_notices_leave_once_by_mail_and_on_paper(a: TownHall, members: list[Member]) -> None:
    members[2:] = [member for member in members[2:] if not member.delete()]  # two are enough here
    meeting = convene(meeting_make(a))
    assert meeting.state == Meeting.State.CONVENED
    assert {notice.means for notice in MeetingNotice.objects.all()} == {"email", "paper"}
    mail = OutgoingMail.objects.get()
    assert mail.recipients == ["elu1@mairie.example"]
    assert mail.documents.get().name.startswith("convocation-")
    assert notices.notices_send(meeting=meeting, at=EARLY) == []
    assert OutgoingMail.objects.count() == 1
    assert notices.paper_letters_pdf(meeting).startswith(b"%PDF")
    with pytest.raises(CouncilRefusal):
        meetings.item_add(meeting=meeting, position=3, title="Oubli", kind="deliberation")
    with pytest.raises(CouncilRefusal):
        meetings.meeting_change(meeting=meeting, date=DAY + timedelta(days=7))


def test_a_notice_too_late_is_refused_with_the_latest_day(a: TownHall, members: list[Member]) -> None:
    meeting = meeting_make(a)
    late = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Paris"))
    with pytest.raises(CouncilRefusal, match="22"):
        notices.notices_send(meeting=meeting, at=late)
    meeting.urgent = True
    notices.notices_check(meeting=meeting, sitting=Sitting(meeting), day=late.date())
    with pytest.raises(CouncilRefusal):
        notices.notices_check(meeting=meeting, sitting=Sitting(meeting), day=late.date() + timedelta(days=2))


def test_notices_sent_by_other_means_are_taken_down_once(a: TownHall, members: list[Member]) -> None:
    meeting = meeting_make(a)
    for day in (DAY - timedelta(days=2), date(2999, 1, 1)):  # too late; not come yet
        with pytest.raises(CouncilRefusal):
            notices.notices_record(meeting=meeting, sent_on=day)
    assert not MeetingNotice.objects.exists()
    assert notices.notices_record(meeting=meeting, sent_on=DAY - timedelta(days=10)) == len(members)
    assert notices.notices_record(meeting=meeting, sent_on=DAY - timedelta(days=9)) == 0
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CONVENED
    assert not OutgoingMail.objects.exists()
    assert notices.letters_of(meeting) == []


def test_a_note_is_asked_from_3500_inhabitants(a: TownHall, members: list[Member]) -> None:
    a.town.population = 3500
    a.town.save()
    meeting = meeting_make(a)
    with pytest.raises(CouncilRefusal, match="Tarifs"):
        notices.notices_send(meeting=meeting, at=EARLY)
    assert notices.latest_day(meeting) == date(2026, 11, 20)


def test_nothing_without_a_term(a: TownHall) -> None:
    with pytest.raises(CouncilRefusal):
        meeting_make(a)


def test_items_are_added_and_moved_once(a: TownHall, members: list[Member]) -> None:
    meeting = meeting_make(a, ("Un", "Deux", "Trois"))
    meetings.item_add(meeting=meeting, position=3, title="Trois", kind="deliberation")  # a second click
    item = meeting.items.get(title="Trois")
    meetings.item_move(item=item, up=True, seen=3)
    meetings.item_move(item=item, up=True, seen=3)
    assert list(meeting.items.order_by("position").values_list("title", flat=True)) == ["Un", "Trois", "Deux"]
    meetings.item_remove(item=item)
    assert list(meeting.items.order_by("position").values_list("position", flat=True)) == [1, 2]


@pytest.mark.parametrize(("giver", "holder"), [(18, 18), (1, 2), (18, 17)])
def test_a_proxy_to_oneself_of_one_present_or_to_one_away_is_refused(meeting, members, giver, holder) -> None:
    with pytest.raises(CouncilRefusal) as refused:
        sit(meeting, members, present=12, proxies={giver: holder})
    assert refused.value.field == f"holder-{members[giver].pk}"


def test_two_proxies_to_one_member_are_refused(meeting, members) -> None:
    with pytest.raises(CouncilRefusal, match="L2121-20"):
        sit(meeting, members, present=12, proxies={17: 3, 18: 3})
    assert not Proxy.objects.exists()


def test_proxies_do_not_make_a_quorum_and_nothing_is_voted_without_one(meeting, members) -> None:
    meeting = sit(meeting, members, present=9, proxies={18: 1, 17: 2})
    assert meeting.in_office == 19
    with pytest.raises(CouncilRefusal, match="9"):
        ballots.ballot_record(item=first(meeting), method="unanimity")
    again = meetings.meeting_convene_again(meeting=meeting)
    assert again == meetings.meeting_convene_again(meeting=meeting)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CLOSED
    assert again.date == DAY + timedelta(days=4)
    assert set(meeting.items.values_list("outcome", flat=True)) == {"postponed"}
    again = sit(convened_quietly(again), members, present=4)
    assert ballots.ballot_record(item=first(again), method="unanimity").adopted


def test_a_second_meeting_only_without_quorum(meeting, members) -> None:
    meeting = sit(meeting, members, present=10)
    with pytest.raises(CouncilRefusal):
        meetings.meeting_convene_again(meeting=meeting)


def test_recused_members_leave_the_quorum_and_do_not_vote(meeting, members) -> None:
    meeting = sit(meeting, members, present=10)
    item = first(meeting)
    sittings.recusals_set(item=item, members=[members[5]])
    with pytest.raises(CouncilRefusal):
        ballots.ballot_record(item=item, method="unanimity")  # nine of nineteen
    sittings.arrival_record(item=item, member=members[15])
    with pytest.raises(CouncilRefusal) as refused:
        ballots.ballot_record(item=item, method="public", choices={members[5].pk: "for"})
    assert refused.value.field == f"vote-{members[5].pk}"
    assert ballots.ballot_record(item=item, method="unanimity").votes_for == 10


def test_the_chair_who_leaves_is_replaced(meeting, members) -> None:
    meeting = sit(meeting, members, present=12)
    item = first(meeting)
    with pytest.raises(CouncilRefusal) as refused:
        sittings.recusals_set(item=item, members=[members[0]])
    assert refused.value.field == "presided_by"
    sittings.recusals_set(item=item, members=[members[0]], presided_by=members[2])
    item.refresh_from_db()
    tied = {member.pk: "against" for member in members[1:2]} | {members[pk].pk: "abstention" for pk in range(3, 12)}
    event = ballots.ballot_record(item=item, method="public", choices=tied)
    assert (event.votes_for, event.votes_against, event.casting_vote, event.adopted) == (1, 1, True, True)


def test_a_tie_is_decided_by_the_chair_but_in_secret(meeting, members) -> None:
    meeting = sit(meeting, members, present=12)
    one, two = meeting.items.order_by("position")
    against = {member.pk: "against" for member in members[6:12]}
    event = ballots.ballot_record(item=one, method="public", choices=against)
    assert (event.casting_vote, event.adopted) == (True, True)
    secret = ballots.ballot_record(item=two, method="secret", totals=Count(6, 6))
    assert (secret.casting_vote, secret.adopted) == (False, False)
    assert not secret.votes.exists()


def test_totals_too_high_are_refused(meeting, members) -> None:
    meeting = sit(meeting, members, present=12, proxies={18: 1})
    with pytest.raises(CouncilRefusal, match="14"):
        ballots.ballot_record(item=first(meeting), method="secret", totals=Count(10, 4))
    event = ballots.ballot_record(item=first(meeting), method="secret", totals=Count(10, 2))
    assert event.not_voting == 1


def test_a_ballot_again_is_corrected_and_undone(meeting, members) -> None:
    meeting = sit(meeting, members, present=12)
    item = first(meeting)
    ballots.ballot_record(item=item, method="unanimity")
    ballots.ballot_record(item=item, method="unanimity")
    act = Act.objects.get(item=item)
    assert (act.state, act.votes_for, act.members_count) == ("adopted", 12, 19)
    with pytest.raises(CouncilRefusal):
        sittings.arrival_record(item=item, member=members[15])
    with pytest.raises(CouncilRefusal):
        sittings.attendance_record(meeting=meeting, states={}, holders={})
    ballots.outcome_undo(item=item)
    act.refresh_from_db()
    assert (act.state, act.result, act.votes_for) == ("draft", "", None)
    assert not item.ballots.exists()


def test_who_arrives_ends_the_proxy_and_who_leaves_may_give_one(meeting, members) -> None:
    meeting = sit(meeting, members, present=12, proxies={18: 3})
    one, two = meeting.items.order_by("position")
    assert ballots.ballot_record(item=one, method="unanimity").represented == 1
    sittings.arrival_record(item=two, member=members[18])
    sittings.departure_record(item=two, member=members[7], holder=members[8])
    sittings.departure_record(item=two, member=members[7], holder=members[8])
    event = ballots.ballot_record(item=two, method="unanimity")
    assert (event.present, event.represented) == (12, 1)


def test_urgency_is_ruled_first(meeting, members) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(urgent=True)
    meeting = sit(meeting, members, present=12)
    with pytest.raises(CouncilRefusal, match="urgen"):
        ballots.ballot_record(item=first(meeting), method="unanimity")
    sittings.urgency_rule(meeting=meeting, approved=True)
    assert ballots.ballot_record(item=first(meeting), method="unanimity").adopted


def test_nobody_away_chairs_or_is_secretary(meeting, members) -> None:
    sittings.attendance_record(
        meeting=meeting, states={member.pk: Attendance.State.PRESENT for member in members[:12]}, holders={}
    )
    for chair, secretary, field in ((15, 1, "chair"), (0, 15, "secretary")):
        with pytest.raises(CouncilRefusal) as refused:
            sittings.meeting_open(meeting=meeting, chair=members[chair], secretary=members[secretary])
        assert refused.value.field == field


def test_amendments_are_voted_before_their_item(meeting, members) -> None:
    meeting = sit(meeting, members, present=12)
    item = first(meeting)
    one = ballots.amendment_add(item=item, author=members[3], text="Réduire de moitié.")
    assert ballots.amendment_add(item=item, author=members[3], text="Réduire de moitié.") == one
    against = {member.pk: "against" for member in members[4:12]}
    assert not ballots.ballot_record(item=item, method="public", choices=against, amendment=one).adopted
    item.refresh_from_db()
    assert item.outcome == ""
    ballots.ballot_record(item=item, method="unanimity")
    with pytest.raises(CouncilRefusal):
        ballots.amendment_add(item=item, author=members[3], text="Autre.")


def test_closed_once_each_item_has_its_outcome_then_minutes(a, meeting, members) -> None:
    meeting = sit(meeting, members, present=12, proxies={18: 3})
    one, two = meeting.items.order_by("position")
    meetings.item_change(
        item=one, debate="Mme Le Gall présente <les> tarifs.", ballot_request="M. Le Gall2 : scrutin secret"
    )
    ballots.ballot_record(item=one, method="public", choices={members[4].pk: "against"})
    with pytest.raises(CouncilRefusal, match="Travaux"):
        sittings.meeting_close(meeting=meeting)
    with pytest.raises(CouncilRefusal):
        minutes.minutes_generate(meeting=meeting)
    ballots.item_settle(item=two, outcome="postponed")
    meeting = sittings.meeting_close(meeting=meeting)
    made = minutes.minutes_generate(meeting=meeting)
    for words in ("Le Gall19", "&lt;les&gt;", "Le Gall5", "scrutin secret", "20:00", "Salle du conseil"):
        assert words in made.text
    with pytest.raises(CouncilRefusal):
        minutes.minutes_publish(minutes=made, user=None)
    document = document_create(town=a.town, name="pv.pdf", data=PDF)
    with pytest.raises(CouncilRefusal):
        minutes.minutes_sign(minutes=made, document=document)
    approve(a, members)
    made.refresh_from_db()
    assert made.approved_on == DAY + timedelta(days=28)
    with pytest.raises(CouncilRefusal):
        minutes.minutes_change(minutes=made, text="<p>Autre</p>")
    with pytest.raises(CouncilRefusal):
        minutes.minutes_publish(minutes=made, user=None)
    made = minutes.minutes_sign(minutes=made, document=document)
    version = minutes.minutes_publish(minutes=made, user=None)
    assert minutes.minutes_publish(minutes=made, user=None) == version
    minutes.list_publish(meeting=meeting, user=None)


def approve(hall: TownHall, members: list[Member]) -> Meeting:
    following = meeting_make(hall, (), DAY + timedelta(days=28))
    item = meetings.item_add(meeting=following, position=1, title="PV", kind="minutes")
    following = sit(convened_quietly(following), members, present=12)
    ballots.ballot_record(item=item, method="unanimity")
    return following


def test_a_town_never_counts_the_members_of_another(a, b, members) -> None:
    others = term_make(b)
    meeting = sit(convened_quietly(meeting_make(a)), members, present=12)
    assert not {member.pk for member in Sitting(meeting).members} & {member.pk for member in others}
    with pytest.raises(CouncilRefusal):
        ballots.ballot_record(item=first(meeting), method="public", choices={others[0].pk: "for"})


def test_the_reads_of_a_sitting_are_constant(a, django_assert_num_queries) -> None:
    members = term_make(a, 27)
    meeting = convened_quietly(meeting_make(a, tuple(f"Point {n}" for n in range(30))))
    sit(meeting, members, present=20, proxies={26: 1})
    meeting = Meeting.objects.select_related("term").get(pk=meeting.pk)
    with django_assert_num_queries(7):
        sitting = Sitting(meeting)
        assert all(sitting.room_at(item).quorum.is_met for item in sitting.items)
