"""Filling in a procedure: where the citizen stands, what is asked there, what was kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from edm.files.api import weight
from portal.procedures.definition import Step, questions_of
from portal.procedures.fieldtypes import shown
from portal.procedures.models import ProcedureVersion
from portal.requests.contact import Contact, contact_fields
from portal.requests.files import files_by_field
from portal.requests.forms import FilingForm, stored_data
from portal.requests.models import RequestFile, ServiceRequest
from portal.requests.services import DRAFT_KEPT

if TYPE_CHECKING:
    from edm.organisation.api import Town


@dataclass
class Filing:
    """One citizen before one procedure; `row` is None until something must be kept."""

    town: Town
    version: ProcedureVersion
    request_id: UUID
    user: Any  # the signed-in account, or None
    row: ServiceRequest | None = None
    # What an expired session left aside, shown in place of the draft's own answers.
    parked: ServiceRequest | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def steps(self) -> list[Step]:
        return self.version.definition["steps"]

    @property
    def is_short(self) -> bool:
        """A procedure of one step is sent at once, without the page to check."""
        return len(self.steps) == 1

    @property
    def total(self) -> int:
        """How many pages the citizen sees, the one to check included."""
        return 1 if self.is_short else len(self.steps) + 1

    @property
    def kind(self) -> Any:
        return self.version.procedure.kind

    @cached_property
    def account(self) -> Contact:
        return Contact.of_account(self.user) if self.user else Contact()

    @property
    def contact(self) -> Contact:
        """Who files, as far as it is known: the account, then what was typed."""
        row = self.row
        typed = {"name": row.name, "email": row.email, "phone": row.phone, "address": row.address} if row else {}
        return self.account.completed_by(typed)

    @property
    def answers(self) -> dict[str, Any]:
        known = dict(self.row.answers) if self.row else {}
        return known | (self.parked.answers if self.parked else {})

    @cached_property
    def files(self) -> dict[str, list[RequestFile]]:
        kept = files_by_field(self.row)
        for question, files in files_by_field(self.parked).items():
            kept[question] = kept.get(question, []) + files
        return kept

    @property
    def draft_until(self) -> Any:
        return timezone.localdate(self.row.updated_at + DRAFT_KEPT) if self.row else None

    def form(self, number: int, data: Any = None) -> FilingForm:
        """The form of a step, filled with what is known; `data` are what was posted."""
        fields = {}
        if number == len(self.steps):
            fields = contact_fields(kind=self.kind, known=self.account, signed_in=self.user is not None)
        form = FilingForm(self.steps[number - 1], data, answers=self.answers, contact=fields)
        if data is None and self.row:
            source = self.parked or self.row
            for name, one in fields.items():
                one.initial = getattr(source, name.removeprefix("contact_")) or None
        return form

    def stored_form(self, number: int) -> FilingForm:
        """The form of a step bound to what the draft holds, read again as if it were posted."""
        form = self.form(number)
        data = stored_data(FilingForm, form.step, self.answers)
        contact = self.contact
        data |= {name: getattr(contact, name.removeprefix("contact_")) for name in form.contact}
        form = self.form(number, data)
        for name, _spec in form.needs_files(self.files):
            form.add_error(name, _("Add a file."))
        return form

    def first_wrong(self) -> int | None:
        """The first step whose stored answers are not right; None when all are."""
        return next((n for n in range(1, len(self.steps) + 1) if not self.stored_form(n).is_valid()), None)

    def summary(self) -> list[dict[str, Any]]:
        """For the page to check: each step's title, address and answers in words."""
        return [
            {
                "title": step["title"],
                "url": self.step_url(number),
                "rows": [
                    {"label": spec["label"], "value": self._words(spec), "anchor": f"q-{spec['id']}"}
                    for spec in questions_of(step)
                ],
            }
            for number, step in enumerate(self.steps, 1)
        ]

    def step_url(self, number: int) -> str:
        if self.row is None:
            return reverse("requests:start", args=[self.version.procedure.key])
        return reverse("requests:step", args=[self.request_id, number])

    def _words(self, spec: dict[str, Any]) -> str:
        if spec["type"] == "file":
            files = self.files.get(spec["id"], [])
            return "\n".join(f"{file.document.name} ({weight(file.document.blob.size)})" for file in files)
        return shown(spec, self.answers.get(spec["id"]))
