"""A procedure as plain data: what a version freezes and what the evaluator reads.

{"steps": [{"id", "title", "intro", "fields": [{"id", "type", "label", "help", "required", …its type's settings}]}]}
Ids are those of the StreamField's blocks: they survive renaming, reordering and new versions.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.rich_text import expand_db_html

from portal.procedures.blocks import option_lines

if TYPE_CHECKING:
    from portal.procedures.pages import ProcedurePage

Definition = dict[str, Any]
Step = dict[str, Any]
Spec = dict[str, Any]  # one field

FIELD_TYPES = frozenset(
    ["text", "long_text", "choice", "choices", "yes_no", "date", "file", "address", "phone", "email", "info"]
)


def definition_of(page: ProcedurePage) -> Definition:
    """The page's steps and questions, as its StreamField holds them now."""
    return {
        "steps": [
            {
                "id": step.id or "",
                "title": step.value["title"],
                "intro": step.value["intro"],
                "fields": [_field(child) for child in step.value["fields"]],
            }
            for step in page.steps
        ]
    }


def fields_of(definition: Definition) -> Iterator[Spec]:
    """Every question, in the order asked; pieces of information are left out."""
    for step in definition["steps"]:
        yield from questions_of(step)


def questions_of(step: Step) -> Iterator[Spec]:
    """The questions of one step."""
    return (spec for spec in step["fields"] if spec["type"] != "info")


def digest_of(definition: Definition) -> str:
    """SHA-256 of the definition, whatever the order of its keys."""
    text = json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def problems_of(definition: Definition) -> Iterator[str]:
    """What would keep a definition from being filed or read again."""
    seen: set[str] = set()
    for step in definition["steps"]:
        for part in (step, *step["fields"]):
            if not part["id"] or part["id"] in seen:
                yield f"id {part['id']!r} is empty or used twice"
            seen.add(part["id"])
        for spec in step["fields"]:
            if spec["type"] not in FIELD_TYPES:
                yield f"unknown type {spec['type']!r}"


def _field(child: Any) -> Spec:
    value = child.value
    spec: Spec = {"id": child.id or "", "type": child.block_type}
    if child.block_type == "info":
        return spec | {"title": value["title"], "html": _html(value["text"].source)}
    for name, setting in value.items():
        spec[name] = option_lines(setting) if name == "options" else setting
    return spec


def _html(source: str) -> str:
    """Rich text as it will be shown; links to pages become addresses, since the page may go."""
    return re.sub(r'\sdata-block-key="[^"]*"', "", expand_db_html(source))
