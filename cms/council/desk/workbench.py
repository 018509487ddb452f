"""The workbench of a meeting: its steps from the agenda to the minutes, on one screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from cms.council.desk.answers import pdf_answer
from cms.council.desk.screens import MeetingScreen, PaperView
from cms.council.models import AgendaItem, Meeting, Member, PublishedVersion
from cms.council.pdf import PdfUnavailable
from cms.council.selectors import town_today
from cms.council.services import meetings, minutes, notices, sittings
from cms.council.services.publication import version_publish
from cms.council.services.refusal import CouncilRefusal
from edm.law import sittings as law
from edm.law.council import list_due, minutes_due

KINDS = PublishedVersion.Kind
ANCHORS = {
    "add": "ajouter",
    "up": "ordre",
    "down": "ordre",
    "remove": "ordre",
    "convene": "convoquer",
    "convened": "convoquer",
}


class WorkbenchView(MeetingScreen):
    template_name = "council/desk/workbench.html"
    page_title = gettext_lazy("Workbench of the meeting")
    actions = frozenset(
        {"add", "up", "down", "remove", "convene", "convened", "close", "list", "again", "write", "publish", "show"}
    )

    def get_page_title(self) -> str:
        return str(self.meeting)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        meeting, sitting = self.meeting, self.sitting
        versions: dict[str, PublishedVersion] = {}
        for version in meeting.versions.filter(withdrawn_at=None).select_related("document").order_by("number"):
            versions[version.kind] = version
        convened = {row.member_id: row for row in meeting.notices.all()}
        today = town_today(meeting.town)
        told = getattr(meeting, "minutes", None)
        return context | {
            "versions": versions,
            "kinds": [(kind.value, kind.label) for kind in meetings.kinds_open(meeting)],
            "next_position": len(sitting.items) + 1,
            "days": notices.notice_days(meeting),
            "latest": notices.latest_day(meeting),
            "late": today > notices.latest_day(meeting),
            "note_required": law.note_is_required(meeting.town.population),
            "convened": [(member, convened.get(member.pk)) for member in sitting.members],
            "sent": len(convened),
            "unsent": [member for member in sitting.members if member.pk not in convened],
            "on_paper": any(row.means == Member.NoticeBy.PAPER and row.document_id for row in convened.values()),
            "left": [item for item in sitting.items if not item.outcome],
            "room": sitting.room_at(None),
            "list_due": list_due(meeting.date),
            "minutes": told,
            "minutes_due": minutes_due(told.approved_on) if told and told.approved_on else None,
            "again": meeting.convened_again.first(),
            "editable": not convened and meeting.state != Meeting.State.CLOSED,
        }

    def anchor(self, action: str) -> str:
        return ANCHORS.get(action, "")

    def do_add(self) -> None:
        data = self.request.POST
        title, kind = data.get("title", "").strip(), data.get("kind", "")
        if not title:
            raise CouncilRefusal(_("Write the title of the item."), "title")
        if len(title) > 255:
            raise CouncilRefusal(_("The title has 255 characters at most."), "title")
        if kind not in AgendaItem.Kind.values:
            raise CouncilRefusal(_("Choose the kind of the item."), "kind")
        seen = data.get("position", "")
        meetings.item_add(
            meeting=self.meeting,
            position=int(seen) if seen.isdecimal() else 0,
            title=title,
            kind=kind,
            rapporteur=self.member("rapporteur"),
        )

    def do_up(self) -> None:
        self._move(up=True)

    def do_down(self) -> None:
        self._move(up=False)

    def _move(self, *, up: bool) -> None:
        seen = self.request.POST.get("seen", "")
        meetings.item_move(item=self.item(), up=up, seen=int(seen) if seen.isdecimal() else 0)

    def do_remove(self) -> None:
        meetings.item_remove(item=self.item())

    def do_convene(self) -> None:
        made = notices.notices_send(meeting=self.meeting)
        self._agenda_publish(self._agenda())
        paper = sum(notice.means == Member.NoticeBy.PAPER for notice in made)
        if made:
            told = {"mails": len(made) - paper, "paper": paper}
            self.done(_("%(mails)s notices leave by e-mail, %(paper)s are to be printed. The agenda is online.") % told)
        else:
            self.done(_("Everybody is convened already: nothing was sent again."))

    def do_convened(self) -> None:
        """They were, by other means: on paper, before the town had this site."""
        try:
            sent_on = parse_date(self.request.POST.get("sent_on", ""))
        except ValueError:
            sent_on = None
        if sent_on is None:
            raise CouncilRefusal(_("Write the day on which the notices left."), "sent_on")
        pdf = self._agenda()  # first: where it can't be made, nothing is taken down
        count = notices.notices_record(meeting=self.meeting, sent_on=sent_on)
        self._agenda_publish(pdf)
        self.done(
            ngettext("%(count)s member is convened.", "%(count)s members are convened.", count) % {"count": count}
        )

    def _agenda(self) -> bytes | None:
        """What is put online with the notices, as long as it is one: not after the meeting."""
        past = self.meeting.date < town_today(self.meeting.town)
        return None if past else notices.agenda_pdf(self.meeting)

    def _agenda_publish(self, pdf: bytes | None) -> None:
        if pdf:
            version_publish(kind=KINDS.AGENDA, meeting=self.meeting, pdf=pdf, user=self.request.user)
        meetings.meeting_change(meeting=self.meeting, published=True)

    def do_show(self) -> None:
        """On the site, or off it."""
        meetings.meeting_change(meeting=self.meeting, published=self.request.POST.get("published") == "1")

    def do_close(self) -> None:
        sittings.meeting_close(meeting=self.meeting)
        self.done(_("The meeting is closed. Publish the list of deliberations within a week."))

    def do_list(self) -> None:
        minutes.list_publish(meeting=self.meeting, user=self.request.user)
        meetings.meeting_change(meeting=self.meeting, published=True)
        self.done(_("The list of the deliberations examined is online."))

    def do_again(self) -> HttpResponse:
        again = meetings.meeting_convene_again(meeting=self.meeting)
        self.done(_("The second meeting is ready, with what could not be examined: check its date, then convene."))
        return redirect("meetings:workbench", again.pk)

    def do_write(self) -> HttpResponse:
        minutes.minutes_generate(meeting=self.meeting)
        return redirect("meetings:minutes", self.meeting.pk)

    def do_publish(self) -> None:
        told = getattr(self.meeting, "minutes", None)
        if told is None:
            raise CouncilRefusal(_("Write the minutes first."))
        minutes.minutes_publish(minutes=told, user=self.request.user)
        self.done(_("The minutes are online."))


class LettersView(PaperView):
    """The letters of those convened on paper, to print."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not notices.letters_of(self.meeting):
            return redirect("meetings:workbench", self.meeting.pk)
        return pdf_answer(notices.paper_letters_pdf(self.meeting), f"convocations-{self.meeting.date}.pdf")


class MinutesPdfView(PaperView):
    """The minutes as they would be put online, to be read again or signed on paper."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        told = getattr(self.meeting, "minutes", None)
        if told is None:
            return redirect("meetings:workbench", self.meeting.pk)
        try:
            return pdf_answer(minutes.minutes_pdf(told), f"proces-verbal-{self.meeting.date}.pdf")
        except PdfUnavailable as missing:
            messages.error(request, missing.message)
            return redirect("meetings:minutes", self.meeting.pk)
