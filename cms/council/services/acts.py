"""The acts: drafted, decided, numbered, signed, transmitted. What is put online is in publication.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.council import transitions
from cms.council.models import Act, AgendaItem, Assembly, Deliberation, VoteEvent
from cms.council.richtext import text_clean
from cms.council.services.numbering import number_take
from edm.files.api import Document
from edm.organisation.api import LegalBody

FIXED = frozenset({"state", "year", "sequence", "current", "published_at", "town", "nature"})
OF_ITS_SERIES = frozenset({"number", "body"})


class ActRefused(Exception):
    """The act can't go on so; `message` says why, for the clerk."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def assembly_for(body: LegalBody) -> Assembly:
    """The assembly of a legal body, made with its usual name where there is none yet."""
    names = {LegalBody.Kind.COMMUNE: "Conseil municipal", LegalBody.Kind.CCAS: "Conseil d’administration du CCAS"}
    name = names.get(LegalBody.Kind(body.kind), f"Conseil d’administration : {body.name}")[:120]
    return Assembly.objects.get_or_create(body=body, defaults={"name": name})[0]


def act_number(*, act: Act) -> str:
    """Give the act the next number of its series, in the caller's transaction; one that has a number keeps it."""
    if not act.number:
        act.year, act.sequence, act.number = number_take(act, assembly_for(act.body))
        act.save(update_fields=["year", "sequence", "number"])
    return act.number


def deliberation_draft(*, item: AgendaItem) -> Act:
    """The draft of an item to deliberate on: made once, from the item's title and note."""
    found = Act.objects.filter(item=item).first()
    if found:
        return found
    meeting = item.meeting
    made, _new = Act.objects.get_or_create(
        item=item,
        defaults={
            "nature": Act.Nature.DELIBERATION,
            "town_id": meeting.town_id,
            "body_id": meeting.body_id,
            "meeting": meeting,
            "position": item.position,
            "date": meeting.date,
            "title": item.title,
            "rapporteur": str(item.rapporteur or ""),
            "author": _author_of(item),
            "text": text_clean(item.report),
        },
    )
    return made


@transaction.atomic
def deliberation_decide(*, item: AgendaItem, ballot: VoteEvent | None = None, result: str = "") -> Act:
    """Record what the council made of an item, in its deliberation; again: corrected, until it is signed.

    `ballot` says whether it was adopted, and its totals; without one, `result` is postponed or withdrawn. Only what is
    adopted takes a number and goes on. Raises ActRefused.
    """
    results = Act.Result
    if ballot is not None:
        result = results.ADOPTED if ballot.adopted else results.REJECTED
    elif result not in (results.POSTPONED, results.WITHDRAWN):
        raise ActRefused(_("Record the ballot first: it says whether the item is adopted."))
    act = _locked(deliberation_draft(item=item))
    if act.state not in transitions.EDITABLE:
        raise ActRefused(_("The deliberation is signed: its vote is no longer changed."))
    act.result = result
    act.date, act.position = item.meeting.date, item.position
    act.members_count = item.meeting.in_office
    sides = ("votes_for", "votes_against", "abstentions")
    for side in sides:
        setattr(act, side, getattr(ballot, side) if ballot else None)
    act.voters_count = sum(getattr(ballot, side) for side in sides) if ballot else None
    # A number once taken stays with its act, even where the result was recorded by mistake: the series has no gap.
    act.state = Act.State.ADOPTED if result == results.ADOPTED else Act.State.DRAFT
    act.save()
    if result == results.ADOPTED:
        act_number(act=act)
    return act


@transaction.atomic
def act_adopt(*, act: Act) -> Act:
    """A draft without an item becomes an act with its number: the mayor took it, or its deliberation was adopted."""
    act = _locked(act)
    if act.nature == Act.Nature.DELIBERATION and act.result != Act.Result.ADOPTED:
        raise ActRefused(_("The council did not adopt it: write the result of the vote first."))
    _check(act, Act.State.ADOPTED)
    act.state = Act.State.ADOPTED
    act.save(update_fields=["state"])
    act_number(act=act)
    return act


@transaction.atomic
def act_sign(*, act: Act, signed_on: date, document: Document | None = None) -> Act:
    """Record the signature, with the signed paper where there is one. An order or a decision is taken by it."""
    act = _locked(act)
    if act.state == Act.State.DRAFT and act.nature != Act.Nature.DELIBERATION:
        act.date = signed_on if act.number == "" else act.date
        act.save(update_fields=["date"])
        act = act_adopt(act=act)
    _check(act, Act.State.SIGNED)
    if signed_on < act.date:
        raise ActRefused(_("It is signed on the day it was adopted, or later."))
    act.state, act.signed_on = Act.State.SIGNED, signed_on
    act.signed_document = document or act.signed_document
    act.save(update_fields=["state", "signed_on", "signed_document"])
    return act


@transaction.atomic
def act_transmission_record(
    *, act: Act, sent_on: date, prefecture_id: str = "", received_on: date | None = None
) -> Act:
    """Record that the act was sent to the préfecture, and the day it received it; before it is online or after."""
    act = _locked(act)
    if act.state not in transitions.TRANSMISSIBLE:
        raise ActRefused(_("Only an act that is signed is sent to the préfecture."))
    if received_on and received_on < sent_on:
        raise ActRefused(_("It is received on the day it was sent, or later."))
    if act.signed_on and sent_on < act.signed_on:
        raise ActRefused(_("It is sent on the day it was signed, or later."))
    if act.state == Act.State.SIGNED:
        act.state = Act.State.TRANSMITTED
    act.transmitted_on, act.prefecture_id, act.prefecture_date = sent_on, prefecture_id, received_on
    act.save(update_fields=["state", "transmitted_on", "prefecture_id", "prefecture_date"])
    return act


@transaction.atomic
def act_text_change(*, act: Act, **changes: Any) -> Act:
    """Change the text or the facts of an act that is not signed; of a signed one, what the public reads instead.

    HTML is cleaned here. Raises ActRefused, and where a field is none of the author's, ValueError.
    """
    if FIXED & changes.keys():
        raise ValueError(f"not changed by hand: {FIXED & changes.keys()}")
    act = _locked(act)
    _check_changes(act, changes)
    for name, value in changes.items():
        setattr(act, name, text_clean(value) if name in ("text", "public_text") else value)
    act.save(update_fields=list(changes))
    return act


@transaction.atomic
def act_archive(*, act: Act) -> Act:
    """Its administrative life is over; what is online stays so."""
    act = _locked(act)
    _check(act, Act.State.ARCHIVED)
    act.state = Act.State.ARCHIVED
    act.save(update_fields=["state"])
    return act


def _check_changes(act: Act, changes: Mapping[str, Any]) -> None:
    """What was signed stays as it was signed; a paper that had no text may still be given its words."""
    if act.state in transitions.EDITABLE:
        if act.sequence and OF_ITS_SERIES & changes.keys():
            raise ActRefused(_("Its number is of a series: it is no longer changed."))
        return
    online = act.published_at is not None
    free = {"matter_code", "budget_year", "budget_name", "to_transmit"}  # of open data, not of the act
    if not online:
        free |= {"public_text", "author", "publicity"} | ({"text"} if not act.text else set())
    for name in changes.keys() - free:
        value = text_clean(changes[name]) if name == "text" else changes[name]
        if getattr(act, name) != value:
            raise ActRefused(
                _("It is online: correct it by a new version.")
                if online
                else _("It is signed: its text and its facts are no longer changed.")
            )


def _locked(act: Act) -> Act:
    """The act as it is now, for this transaction; one person at a time."""
    model = Deliberation if isinstance(act, Deliberation) else Act
    locked: Act = model.objects.select_for_update(of=("self",)).select_related("body__town", "meeting").get(pk=act.pk)
    return locked


def _check(act: Act, state: str) -> None:
    try:
        transitions.check(act.state, state)
    except transitions.TransitionRefused as refused:
        raise ActRefused(
            _("This act is “%(state)s”: it can't be “%(next)s” now.")
            % {"state": act.get_state_display(), "next": Act.State(state).label}
        ) from refused


def _author_of(item: AgendaItem) -> str:
    """Who signs a deliberation: the chair of the meeting, as "Anne Le Gall, maire"."""
    chair = item.meeting.chair
    if chair is None:
        return ""
    return f"{chair.full_name}, {chair.title or chair.get_function_display()}"[:160]
