"""A form of the back office sent after its session ended: what was typed goes through the sign-in page and back.

It travels in the page, signed: nothing is stored for somebody who is not signed in, and no script is needed.
Files can't travel so; their names are told, to be attached again.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

SALT = "portal.accounts.resumption"
KEPT_SECONDS = 12 * 3600
FIELD = "parked"
PREFIX = "/gestion/courriers/"


@dataclass(frozen=True)
class Parked:
    address: str
    fields: list[tuple[str, str]]
    files: list[str]


def may_be_parked(request: HttpRequest) -> bool:
    """The mail's forms: what a clerk writes at length."""
    return request.method == "POST" and request.path_info.startswith(PREFIX)


def park(request: HttpRequest) -> str:
    """What was typed, as a signed text for a hidden field."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    told = {
        "address": request.get_full_path(),
        "fields": [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"],
        "files": [str(file.name) for _name, files in request.FILES.lists() for file in files],
    }
    return signing.dumps(told, salt=SALT, compress=True)


def parked_read(text: str) -> Parked | None:
    """What `park` kept; None where there is nothing, or it is forged or old."""
    try:
        told = signing.loads(text, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    # "attach" shows a reply again instead of sending it: its author reads it first, and adds the files again.
    fields = [(name, value) for name, value in told["fields"] if name not in ("attach", "fill")]
    return Parked(told["address"], [*fields, ("attach", "1")], told["files"])
