"""Reading a citizen's requests, narrowed to the account and the town."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from edm.register.api import case_states
from portal.requests.models import ServiceRequest
from portal.requests.services import DRAFT_KEPT, subject_of
from portal.requests.tracking import look_of


@dataclass(frozen=True)
class RequestLine:
    """One request in a list (requests/_list.html)."""

    id: UUID
    title: str
    url: str
    number: str  # empty for a draft
    state: str  # of the case; "draft"
    look: str  # for theme/components/status_pill.html
    label: str
    on: date  # sent, or last touched
    kept_until: date | None  # of a draft


def requests_of(user: Any, town: Any) -> list[RequestLine]:
    """The account's requests in this town, newest first, drafts too; two queries, whatever their number."""
    rows = ServiceRequest.objects.filter(user=user, town=town).select_related("version")
    states = case_states([row.case_id for row in rows if row.case_id])
    return [_line(row, states) for row in rows]


def _title(row: ServiceRequest) -> str:
    """What tells one request from another; the colon stays on the line of the word before it."""
    return subject_of(row.version, row.answers).replace(" :", "\N{NO-BREAK SPACE}:")


def _line(row: ServiceRequest, states: dict[int, tuple[str, str, str]]) -> RequestLine:
    if row.case_id is None:
        return RequestLine(
            id=row.pk,
            title=_title(row),
            url=reverse("requests:step", args=[row.pk, 1]),
            number="",
            state="draft",
            look="draft",
            label=_("Draft"),
            on=timezone.localdate(row.updated_at),
            kept_until=timezone.localdate(row.updated_at + DRAFT_KEPT),
        )
    number, state, label = states[row.case_id]
    return RequestLine(
        id=row.pk,
        title=_title(row),
        url=reverse("requests:detail", args=[row.pk]),
        number=number,
        state=state,
        look=look_of(state),
        label=label,
        on=timezone.localdate(row.submitted_at or row.created_at),
        kept_until=None,
    )
