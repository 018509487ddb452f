"""The screens of the meeting itself, used live: who is there, then each item in turn. No script is needed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.council.desk.forms import RichTextForm
from cms.council.desk.screens import MeetingScreen
from cms.council.models import AgendaItem, Amendment, Attendance, Meeting, Vote, VoteEvent
from cms.council.services import ballots, meetings, sittings
from cms.council.services.minutes import minutes_waiting
from cms.council.services.refusal import CouncilRefusal
from edm.files.api import upload_accept
from edm.law import sittings as law

STATES = Attendance.State


class AttendanceView(MeetingScreen):
    """The sheet of attendance with the proxies; then the meeting is opened."""

    template_name = "council/desk/attendance.html"
    page_title = gettext_lazy("Attendance")
    actions = frozenset({"record", "open", "urgency"})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sitting, given = self.sitting, context["given"]
        holders = {proxy.giver_id: proxy.holder_id for proxy in sitting.proxies}
        rows = []
        for member in sitting.members:
            there = sitting.attendances.get(member.pk)
            state = given.get(f"state-{member.pk}", there.state if there else STATES.PRESENT)
            holder = given.get(f"holder-{member.pk}", str(holders.get(member.pk, "")))
            refused = context["refused"].get("field") == f"holder-{member.pk}"
            rows.append({"member": member, "state": state, "holder": holder, "refused": refused})
        return context | {
            "rows": rows,
            "room": sitting.room_at(None),
            "states": STATES.choices,
            "recorded": bool(sitting.attendances),
            "voted": any(item.ballots.all() for item in sitting.items),
        }

    def do_record(self) -> None:
        data, known = self.request.POST, {str(member.pk) for member in self.sitting.members}
        states, holders = {}, {}
        for member in self.sitting.members:
            state = data.get(f"state-{member.pk}", "")
            if state not in STATES.values:
                raise CouncilRefusal(_("Say of each member whether they are present."))
            states[member.pk] = state
            holder = data.get(f"holder-{member.pk}", "")
            if holder:
                if holder not in known:
                    raise CouncilRefusal(_("Choose a member."), f"holder-{member.pk}")
                holders[member.pk] = int(holder)
        sittings.attendance_record(meeting=self.meeting, states=states, holders=holders)
        self.done(_("The attendance is recorded."))

    def do_open(self) -> HttpResponse | None:
        chair, secretary = self.member_wanted("chair"), self.member_wanted("secretary")
        self.meeting = sittings.meeting_open(meeting=self.meeting, chair=chair, secretary=secretary)
        self.done(_("The meeting is open."))
        if self.meeting.urgent or not self.sitting.items:
            return None
        return redirect("meetings:item", self.meeting.pk, self.sitting.items[0].pk)

    def do_urgency(self) -> None:
        sittings.urgency_rule(meeting=self.meeting, approved=self.request.POST.get("approved") == "1")


class ItemView(MeetingScreen):
    """One item: prepared before, then examined and voted on."""

    template_name = "council/desk/item.html"
    actions = frozenset(
        {
            "prepare", "join", "unjoin", "unanimous", "public", "secret", "postponed", "withdrawn", "noted", "undo",
            "recuse", "arrive", "leave", "return", "note", "amend", "amendment",
        }
    )  # fmt: skip
    one: AgendaItem

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.one = self.item_of(kwargs["item"])

    def get_page_title(self) -> str:
        return str(self.one)

    page_title = gettext_lazy("Item")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.one = self.item_of(self.one.pk)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        items, room, given = self.sitting.items, self.sitting.room_at(self.one), context["given"]
        place = items.index(self.one)
        event = next((ballot for ballot in self.one.ballots.all() if ballot.amendment_id is None), None)
        told = dict(event.votes.values_list("member_id", "choice")) if event else {}
        voices = [
            (voice, given.get(f"vote-{voice.member.pk}", told.get(voice.member.pk, law.FOR))) for voice in room.voices
        ]
        present = {member.pk for member in room.present}
        return context | {
            "item": self.one,
            "room": room,
            "voices": voices,
            "choices": Vote.Choice.choices,
            "event": event,
            "away": [member for member in self.sitting.members if member.pk not in present],
            "gone": [m for m in self.sitting.members if self._left_here(m.pk)],
            "recused": {member.pk for member in room.recused},
            "before": items[place - 1] if place else None,
            "after": items[place + 1] if place + 1 < len(items) else None,
            "amendments": list(self.one.amendments.select_related("author", "ballot").order_by("position")),
            "votable": self.one.kind in AgendaItem.VOTED,
            "approves": list(minutes_waiting(self.meeting)) if self.one.kind == AgendaItem.Kind.MINUTES else [],
            "kinds": AgendaItem.Kind.choices,
            "form": None if self.meeting.state != Meeting.State.PREPARED else self._report_form(given or None),
            "live": self.meeting.state == Meeting.State.OPEN,
            "locked": self.meeting.state in (Meeting.State.CONVENED, Meeting.State.OPEN, Meeting.State.CLOSED),
        }

    def _left_here(self, member: int) -> bool:
        row = self.sitting.attendances.get(member)
        return row is not None and row.leaves_before_id == self.one.pk

    # Preparing.
    def do_prepare(self) -> None:
        data = self.request.POST
        changes: dict[str, Any] = {"rapporteur": self.member("rapporteur")}
        if self.meeting.state == Meeting.State.PREPARED:
            title, kind = data.get("title", "").strip()[:255], data.get("kind", "")
            if not title:
                raise CouncilRefusal(_("Write the title of the item."), "title")
            if kind not in AgendaItem.Kind.values:
                raise CouncilRefusal(_("Choose the kind of the item."), "kind")
            closed = data.get("closed_doors") == "1"
            changes |= {"title": title, "kind": kind, "report": self._report(), "closed_doors": closed}
        meetings.item_change(item=self.one, **changes)
        self.done(_("The item is saved."))

    def _report_form(self, data: Any = None) -> RichTextForm:
        return RichTextForm(data, label=_("Explanatory note"), text=self.one.report)

    def _report(self) -> str:
        form = self._report_form(self.request.POST)
        return str(form.cleaned_data["text"]) if form.is_valid() else self.one.report

    def do_join(self) -> None:
        upload = self.request.FILES.get("upload")
        if upload is None:
            raise CouncilRefusal(_("Choose a file."), "upload")
        document = upload_accept(town=self.meeting.town, upload=upload)
        meetings.attachment_add(item=self.one, document=document, public=self.request.POST.get("public") == "1")

    def do_unjoin(self) -> None:
        value = self.request.POST.get("attachment", "")
        if self.meeting.state != Meeting.State.PREPARED:
            raise CouncilRefusal(_("The notices have left with this document: it stays."))
        self.one.attachments.filter(pk=int(value) if value.isdecimal() else 0).delete()

    # Voting.
    def do_unanimous(self) -> None:
        ballots.ballot_record(item=self.one, method=VoteEvent.Method.UNANIMITY)

    def do_public(self) -> None:
        ballots.ballot_record(item=self.one, method=VoteEvent.Method.PUBLIC, choices=self._choices())

    def do_secret(self) -> None:
        ballots.ballot_record(item=self.one, method=VoteEvent.Method.SECRET, totals=self._totals())

    def do_postponed(self) -> None:
        ballots.item_settle(item=self.one, outcome=AgendaItem.Outcome.POSTPONED)

    def do_withdrawn(self) -> None:
        ballots.item_settle(item=self.one, outcome=AgendaItem.Outcome.WITHDRAWN)

    def do_noted(self) -> None:
        ballots.item_settle(item=self.one, outcome=AgendaItem.Outcome.NOTED)

    def do_undo(self) -> None:
        ballots.outcome_undo(item=self.one)

    def do_amend(self) -> None:
        text = self.request.POST.get("text", "").strip()
        if not text:
            raise CouncilRefusal(_("Write the amendment."), "text")
        ballots.amendment_add(item=self.one, author=self.member_wanted("author"), text=text)

    def do_amendment(self) -> None:
        value = self.request.POST.get("amendment", "")
        found = Amendment.objects.filter(item=self.one, pk=int(value) if value.isdecimal() else 0).first()
        if found is None:
            raise CouncilRefusal(_("This amendment is not there any more."))
        choices = self._choices()
        ballots.ballot_record(item=self.one, method=VoteEvent.Method.PUBLIC, choices=choices, amendment=found)

    # Who is there.
    def do_recuse(self) -> None:
        wanted = set(self.request.POST.getlist("recused"))
        members = [member for member in self.sitting.members if str(member.pk) in wanted]
        sittings.recusals_set(item=self.one, members=members, presided_by=self.member("presided_by"))

    def do_arrive(self) -> None:
        sittings.arrival_record(item=self.one, member=self.member_wanted("member"))

    def do_leave(self) -> None:
        sittings.departure_record(item=self.one, member=self.member_wanted("member"), holder=self.member("holder"))

    def do_return(self) -> None:
        sittings.departure_undo(item=self.one, member=self.member_wanted("member"))

    def do_note(self) -> None:
        data = self.request.POST
        debate, asked = data.get("debate", "").strip(), data.get("ballot_request", "").strip()[:300]
        meetings.item_change(item=self.one, debate=debate, ballot_request=asked)
        self.done(_("The notes are saved."))

    def _choices(self) -> dict[int, str]:
        prefix, data = "vote-", self.request.POST
        named = [(name.removeprefix(prefix), name) for name in data if name.startswith(prefix)]
        return {int(pk): data[name] for pk, name in named if pk.isdecimal()}

    def _totals(self) -> law.Count:
        parts = []
        for name in ("votes_for", "votes_against", "abstentions", "not_voting"):
            value = self.request.POST.get(name, "").strip() or "0"
            if not value.isdecimal() or len(value) > 4:
                raise CouncilRefusal(_("Write whole numbers."), name)
            parts.append(int(value))
        return law.Count(*parts)
