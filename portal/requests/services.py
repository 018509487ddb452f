"""Drafts and their submission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from edm.intake.api import Fact, Receipt, Sender, append, receive
from portal.procedures.definition import fields_of
from portal.procedures.fieldtypes import shown
from portal.procedures.models import ProcedureVersion
from portal.requests.addresses import tracking_words
from portal.requests.codes import code_new
from portal.requests.contact import Contact
from portal.requests.files import MESSAGE, files_discard
from portal.requests.models import RequestFile, ServiceRequest
from portal.requests.turn import write_turn

if TYPE_CHECKING:
    from edm.organisation.api import Town

DRAFT_KEPT = timedelta(days=30)
SUBJECT_TYPES = ("text", "choice", "address")


def draft_save(
    *,
    town: Town,
    version: ProcedureVersion,
    request_id: UUID,
    user: Any,
    answers: dict[str, Any],
    contact: dict[str, str] | None = None,
    parked_for: ServiceRequest | None = None,
) -> ServiceRequest:
    """Keep what was typed, whatever is wrong with it; the draft joins the version it was typed in.

    The caller has checked that the draft, if it exists, may be written by this user. A submitted request is
    returned as it is.
    """
    try:
        with transaction.atomic():
            row = ServiceRequest.objects.select_for_update().filter(pk=request_id, town=town).first()
            if row is None:
                row = ServiceRequest(pk=request_id, town=town, user=user, parked_for=parked_for)
            else:
                _check_owner(row, user)
            if row.state == ServiceRequest.State.SUBMITTED:
                return row
            row.user = row.user or user
            row.version = version
            row.answers = {**row.answers, **answers}
            for name, value in (contact or {}).items():
                longest = getattr(ServiceRequest._meta.get_field(name), "max_length", None)
                setattr(row, name, str(value)[:longest])
            row.save()
            return row
    except IntegrityError:
        # Two posts of one new form at the same moment: the other one's row is there now.
        return draft_save(
            town=town, version=version, request_id=request_id, user=user, answers=answers, contact=contact
        )


def draft_unpark(*, draft: ServiceRequest, parked: ServiceRequest) -> None:
    """The owner is back: the files given meanwhile join the draft, and the parked row goes."""
    with transaction.atomic():
        RequestFile.objects.filter(request=parked).update(request=draft)
        parked.delete()


def request_submit(
    *,
    town: Town,
    version: ProcedureVersion,
    request_id: UUID,
    user: Any,
    contact: Contact,
    answers: dict[str, Any],
    is_new: bool = False,
) -> ServiceRequest:
    """File a request: its number at once, its notice queued, in one transaction. Posted twice, it is filed once.

    `is_new`: no draft was found under this id; the row's own uniqueness tells when one has come meanwhile.
    """
    try:
        with write_turn(), transaction.atomic():
            row = ServiceRequest(pk=request_id, town=town) if is_new else _locked(town, request_id, user)
            if row.state == ServiceRequest.State.SUBMITTED:
                return row
            files = [] if is_new else list(row.files.select_related("document"))
            row.user, row.version = user, version
            row.answers = _with_files(version, answers, files)
            for name, value in asdict(contact).items():
                setattr(row, name, value)
            row.tracking_code = "" if user else code_new()
            row.case_id = _receive(row, files).case_id
            row.state, row.submitted_at = ServiceRequest.State.SUBMITTED, timezone.now()
            row.save(force_insert=is_new)
            return row
    except IntegrityError:
        if not is_new:
            raise
        return request_submit(
            town=town, version=version, request_id=request_id, user=user, contact=contact, answers=answers
        )


def facts_of(row: ServiceRequest, files: Iterable[RequestFile]) -> list[Fact]:
    """The questions answered and their answers in words, in the order asked."""
    names: dict[str, list[str]] = {}
    for file in files:
        names.setdefault(file.field, []).append(file.document.name)
    facts = []
    for spec in fields_of(row.version.definition):
        value = (
            "\n".join(names.get(spec["id"], [])) if spec["type"] == "file" else shown(spec, row.answers.get(spec["id"]))
        )
        if value:
            facts.append(Fact(spec["label"], value))
    return facts


def subject_of(version: ProcedureVersion, answers: dict[str, Any]) -> str:
    """The procedure's title and the first short answer, which tells one request from another in a list."""
    for spec in fields_of(version.definition):
        answer = answers.get(spec["id"])
        if spec["type"] in SUBJECT_TYPES and isinstance(answer, str) and answer:
            return f"{version.title} : {' '.join(answer.split())[:80]}"
    return version.title


def message_send(*, row: ServiceRequest, key: UUID, text: str) -> Receipt:
    """Add the citizen's words and the files given with them to the case. Sent twice, it is registered once."""
    with transaction.atomic():
        pending = list(row.files.filter(field=MESSAGE).values_list("document_id", flat=True))
        receipt = append(
            case_id=cast("int", row.case_id),  # only a request that was filed has messages
            channel="portal",
            key=str(key),
            sender=_sender(row),
            subject=_("Message about %(subject)s") % {"subject": row.version.title},
            text=text,
            document_ids=pending,
        )
        if receipt.created:
            row.files.filter(field=MESSAGE).delete()
        return receipt


def drafts_purge() -> int:
    """Forget the drafts that nobody has touched for DRAFT_KEPT; answers how many."""
    limit = timezone.now() - DRAFT_KEPT
    old = ServiceRequest.objects.filter(state=ServiceRequest.State.DRAFT, updated_at__lt=limit)
    return sum(draft_delete(request_id=pk, unless_touched_since=limit) for pk in list(old.values_list("pk", flat=True)))


def draft_delete(*, request_id: UUID, unless_touched_since: datetime | None = None) -> bool:
    """Throw a draft away, what was parked for it and the files given; a request that was sent stays."""
    with transaction.atomic():
        rows = ServiceRequest.objects.select_for_update().filter(pk=request_id, state=ServiceRequest.State.DRAFT)
        if unless_touched_since is not None:
            rows = rows.filter(updated_at__lt=unless_touched_since)
        if (row := rows.first()) is None:
            return False
        files_discard(RequestFile.objects.filter(Q(request=row) | Q(request__parked_for=row)))
        row.delete()
    return True


def _locked(town: Town, request_id: UUID, user: Any) -> ServiceRequest:
    row = ServiceRequest.objects.select_for_update().get(pk=request_id, town=town)
    _check_owner(row, user)
    return row


def _check_owner(row: ServiceRequest, user: Any) -> None:
    """The views have looked already; this one holds while the row is locked."""
    if row.user_id is not None and row.user_id != getattr(user, "pk", None):
        raise PermissionDenied


def _sender(row: ServiceRequest) -> Sender:
    return Sender(name=row.name, email=row.email, phone=row.phone, address=row.address, user_id=row.user_id)


def _with_files(version: ProcedureVersion, answers: dict[str, Any], files: list[RequestFile]) -> dict[str, Any]:
    """The answers, each file question holding the ids of its documents."""
    kept = {key: value for key, value in answers.items() if value not in ("", None, [])}
    for spec in fields_of(version.definition):
        if spec["type"] == "file":
            kept.pop(spec["id"], None)
            if ids := [file.document_id for file in files if file.field == spec["id"]]:
                kept[spec["id"]] = ids
    return kept


def _receive(row: ServiceRequest, files: list[RequestFile]) -> Receipt:
    asked = {spec["id"] for spec in fields_of(row.version.definition)}
    link, code = tracking_words(row)
    extra = _("Follow your request: %(link)s") % {"link": link}
    if code:
        extra += "\n" + _("Your tracking code: %(code)s") % {"code": code}
    return receive(
        town=row.town,
        channel="form",
        key=str(row.pk),
        kind=row.version.procedure.kind,
        subject=subject_of(row.version, row.answers),
        sender=_sender(row),
        facts=facts_of(row, files),
        document_ids=[file.document_id for file in files if file.field in asked],
        preferred_channel=row.user.preferred_channel if row.user else "",
        notice_extra=extra,
    )
