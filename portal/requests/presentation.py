"""What the pages of a request show: dates and sentences, ready for the theme's components."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from edm.files.api import ACCEPT_ATTRIBUTE, weight
from edm.register.api import CaseView, case_for_tracking
from portal.procedures.legal import kind_clock
from portal.requests.codes import code_shown
from portal.requests.models import RequestFile, ServiceRequest

if TYPE_CHECKING:
    from portal.requests.filing import Filing

SHOWN_FOR = timedelta(days=1)


def is_recent(row: ServiceRequest) -> bool:
    """Whether the confirmation of a request without an account may still be shown without its code."""
    return row.submitted_at is not None and timezone.now() - row.submitted_at < SHOWN_FOR


def day(value: Any) -> str:
    return date_format(value, "DATE_FORMAT") if value else ""


def filing_context(filing: Filing, number: int) -> dict[str, Any]:
    """What every page of the form shows: where one stands, whom to ask, what the law says."""
    steps = filing.steps
    is_check = number > len(steps)
    return {
        "filing": filing,
        "version": filing.version,
        "unit": filing.kind.unit,
        "number": number,
        "total": filing.total,
        "step_title": _("Check and send") if is_check else steps[number - 1]["title"],
        "previous_url": filing.step_url(number - 1) if number > 1 else "",
        "crumbs": [{"title": _("Home"), "url": "/"}, {"title": _("Procedures"), "url": "/demarches/"}],
        "clock": kind_clock(filing.kind),
        "files": {field: [file_row(file) for file in files] for field, files in filing.files.items()},
        "accept": ACCEPT_ATTRIBUTE,
        "max_weight": weight(settings.PARVIS_UPLOAD_MAX_BYTES),
    }


def changed_notice() -> str:
    return _("The town hall has just changed this form. Read your answers again, then go on.")


def file_row(file: RequestFile) -> dict[str, Any]:
    """A kept file, for theme/components/file_list.html."""
    kept = _("kept")
    return {
        "name": file.document.name,
        "kind": kind_of(file.document.name),
        "note": f"{weight(file.document.blob.size)} · {kept}",
        "value": file.pk,
    }


def kind_of(name: str) -> str:
    """The few letters on a file's thumbnail: PDF, JPG…"""
    return name.rpartition(".")[2][:4].upper() if "." in name else _("File")


def confirmation_context(row: ServiceRequest) -> dict[str, Any]:
    view = case_for_tracking(row.case_id or 0)
    return {
        "row": row,
        "view": view,
        "first_name": row.user.get_short_name() if row.user else row.name.split(" ")[0],
        "code": code_shown(row.tracking_code),
        "next_steps": next_steps(row, view),
    }


def next_steps(row: ServiceRequest, view: CaseView) -> list[dict[str, str]]:
    """The timeline of the confirmation: today, the acknowledgement, the decision (CRPA R112-11-1)."""
    words = _("You have your number.")
    if row.email:
        words = _("A reception e-mail leaves for %(email)s.") % {"email": row.email}
        if view.acknowledged_at:
            words = _("The acknowledgement of your request leaves for %(email)s.") % {"email": row.email}
    steps = [{"title": _("Today"), "text": words, "mark": "fait"}]
    if view.acknowledgement_due and not view.acknowledged_at:
        steps.append(
            {
                "title": _("Before %(day)s") % {"day": day(view.acknowledgement_due)},
                "text": _("%(unit)s sends you the full acknowledgement.") % {"unit": view.unit_name},
                "mark": "ici",
            }
        )
    else:
        text = _("%(unit)s reads your request. If something is missing, you are told.") % {"unit": view.unit_name}
        steps.append({"title": _("In the coming days"), "text": text, "mark": "ici"})
    if view.decision_due:
        sentence = silence_sentence(view)
        steps.append({"title": _("Before %(day)s") % {"day": day(view.decision_due)}, "text": sentence, "mark": ""})
    else:
        steps.append({"title": _("Then"), "text": answer_sentence(row), "mark": ""})
    return steps


def answer_sentence(row: ServiceRequest) -> str:
    """Where the answer will be found: what goes by post or over the counter is never online."""
    channels = set(row.version.procedure.kind.reply_channels)
    if channels and channels <= {"paper", "counter"}:
        return _("The answer comes by post, or is handed over at the town hall.")
    return _("You read the answer online.")


def silence_sentence(view: CaseView) -> str:
    """What silence means at the date, in a few words."""
    if view.silence_rule == "acceptance":
        return _("You receive the decision. Without an answer that day, your request is accepted.")
    return _("You receive the decision. Without an answer that day, your request is refused and you may appeal.")
