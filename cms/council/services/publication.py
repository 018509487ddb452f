"""What is put online, and what is taken off: the bytes first, outside any transaction, then the rows."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.council import transitions
from cms.council.models import Act, Meeting, PublishedVersion
from cms.council.papers import act_pdf
from cms.council.richtext import text_clean
from cms.council.wording import OBSTACLES
from edm.files.api import Document, document_create
from edm.law import council as law

PDF = "application/pdf"


class PublicationRefused(Exception):
    """It can't be put online, or taken off; `reasons` say why, for the clerk."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def publication_reasons(*, act: Act, public_text: str = "", document: Document | None = None) -> list[str]:
    """Why the act can't be put online so; empty: it can."""
    facts = law.ActFacts(
        state=act.state,
        publicity=act.publicity,
        result=act.result,
        is_deliberation=act.nature == Act.Nature.DELIBERATION,
        author=act.author,
        has_text=bool(public_text or act.public_text or act.text),
        has_document=document is not None,
        anonymised=bool(public_text or act.public_text),
        document_is_chosen=document is not None,
    )
    reasons = [str(OBSTACLES[found]) for found in law.obstacles(facts)]
    if document is not None and document.blob.mime != PDF:
        reasons.append(_("Choose a PDF: what is put online has a fixed layout."))
    return reasons


def act_publish(
    *, act: Act, user: Any, at: datetime | None = None, public_text: str = "", document: Document | None = None
) -> PublishedVersion:
    """Put an act online, and return what the public reads; a second time, the same.

    `document`: a PDF to show instead of the one made from the text (the signed paper, say). `public_text`: what the
    public reads where names must go. `user`: who does it; None, the system. Raises PublicationRefused, PdfUnavailable.
    """
    act.refresh_from_db()
    if act.current is not None:
        return act.current
    public_text = text_clean(public_text)
    if reasons := publication_reasons(act=act, public_text=public_text, document=document):
        raise PublicationRefused(reasons)
    act.public_text = public_text or act.public_text
    document = document or _paper(act)
    return _version_add(act, document, at or timezone.now(), first=True)


def act_republish(
    *,
    act: Act,
    user: Any,
    reason: str,
    public_text: str = "",
    document: Document | None = None,
    personal_data: bool = False,
) -> PublishedVersion:
    """A corrected version of what is online, under a number of its own.

    The former one stays at its address, told to be replaced; unless names had to go (`personal_data`, or a text without
    them is given for the first time): it is then withdrawn with the reason (CADA, conseil 20221096).
    """
    act.refresh_from_db()
    former = act.current
    if former is None or act.state != Act.State.PUBLISHED:
        raise PublicationRefused([_("Only what is online is replaced by a new version.")])
    if not reason.strip():
        raise PublicationRefused([_("Say why it is replaced: the public reads it.")])
    public_text = text_clean(public_text)
    if reasons := publication_reasons(act=act, public_text=public_text, document=document):
        raise PublicationRefused(reasons)
    hidden = personal_data or (bool(public_text) and not former.anonymised)
    act.public_text = public_text or act.public_text
    document = document or _paper(act)
    if document.blob_id == former.sha256:
        raise PublicationRefused([_("This is what is online already: nothing is changed.")])
    return _version_add(act, document, timezone.now(), reason=reason, hides=hidden)


def version_publish(*, kind: str, meeting: Meeting, pdf: bytes, user: Any) -> PublishedVersion:
    """Put a paper of a meeting online: its agenda, the list of its deliberations, its minutes.

    The same bytes again change nothing; others are a new version, and the former stays, told to be replaced.
    """
    kinds = PublishedVersion.Kind
    if kind not in (kinds.AGENDA, kinds.LIST, kinds.MINUTES):
        raise ValueError(kind)
    mine = PublishedVersion.objects.filter(meeting=meeting, kind=kind).order_by("-number")
    last = mine.first()
    if last and last.withdrawn_at is None and last.sha256 == hashlib.sha256(pdf).hexdigest():
        return last
    with override("fr"):
        title = f"{kinds(kind).label}, {meeting}"[:600]
    document = document_create(town=meeting.town, name=f"{kind}-{meeting.date:%Y-%m-%d}.pdf", data=pdf)
    with transaction.atomic():
        Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
        return PublishedVersion.objects.create(
            town_id=meeting.town_id,
            kind=kind,
            meeting=meeting,
            number=number,
            document=document,
            sha256=document.blob_id,
            title=title,
            put_online_at=timezone.now(),
        )


def version_withdraw(
    *, version: PublishedVersion, reason: str, legal_ground: bool = False, at: datetime | None = None
) -> PublishedVersion:
    """Take it off the site, with a reason that the public reads; it is kept, and its act says that it is withdrawn.

    Never before two months (CGCT, R2131-1), unless it was replaced, or `legal_ground`: a court, the law or personal
    data ask for it. Raises PublicationRefused.
    """
    at = at or timezone.now()
    if version.withdrawn_at is not None:
        return version
    if not reason.strip():
        raise PublicationRefused([_("Say why it is withdrawn: the public reads it.")])
    zone = ZoneInfo(version.town.time_zone)
    put_online, today = version.put_online_at.astimezone(zone).date(), at.astimezone(zone).date()
    if not (legal_ground or _is_replaced(version) or law.may_be_taken_off(put_online, today)):
        raise PublicationRefused(
            [
                _("What is put online stays there for two months at least (CGCT, R2131-1): until %(day)s.")
                % {"day": f"{law.online_until(put_online):%d/%m/%Y}"}
            ]
        )
    with transaction.atomic():
        version.withdrawn_at, version.withdrawn_reason = at, reason.strip()[:300]
        version.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        act = Act.objects.select_for_update(of=("self",)).filter(current=version).first()
        if act and transitions.is_allowed(act.state, Act.State.WITHDRAWN):
            act.state, act.withdrawn_reason = Act.State.WITHDRAWN, version.withdrawn_reason
            act.save(update_fields=["state", "withdrawn_reason"])
    return version


def _is_replaced(version: PublishedVersion) -> bool:
    same = {"act": version.act, "meeting": version.meeting, "body": version.body, "month": version.month}
    return PublishedVersion.objects.filter(**same, kind=version.kind, number__gt=version.number).exists()


def _paper(act: Act) -> Document:
    name = f"{act.nature}-{act.number or act.pk}.pdf".replace("/", "-")
    return document_create(town=act.town, name=name, data=act_pdf(act))


def _version_add(
    act: Act,
    document: Document,
    at: datetime,
    *,
    first: bool = False,
    reason: str = "",
    hides: bool = False,
) -> PublishedVersion:
    """The rows, in one transaction; whoever was faster has put it online."""
    with transaction.atomic():
        fresh = Act.objects.select_for_update(of=("self",)).get(pk=act.pk)
        if first and fresh.current is not None:
            return fresh.current
        if first:
            transitions.check(fresh.state, Act.State.PUBLISHED)
        number = (fresh.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        version = PublishedVersion.objects.create(
            town_id=fresh.town_id,
            kind=PublishedVersion.Kind.ACT,
            act=fresh,
            number=number,
            document=document,
            sha256=document.blob_id,
            title=str(fresh)[:600],
            author=fresh.author,
            anonymised=bool(act.public_text),
            reason=reason.strip()[:300],
            put_online_at=at,
        )
        for former in fresh.versions.filter(number__lt=number, withdrawn_at=None) if hides else ():
            former.withdrawn_at, former.withdrawn_reason = at, reason.strip()[:300]
            former.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        fresh.public_text, fresh.current, fresh.state = act.public_text, version, Act.State.PUBLISHED
        fresh.published_at = fresh.published_at or at
        fresh.save(update_fields=["public_text", "current", "state", "published_at"])
    act.refresh_from_db()
    return version
