"""Procedures made as a webmaster would: pages, published."""

from __future__ import annotations

import uuid
from typing import Any

from portal.procedures.models import ProcedureIndexPage, ProcedurePage
from tests.factories import TownHall


def question(type_: str, label: str, **settings: Any) -> dict[str, Any]:
    """A question's block, with the settings its type starts with."""
    defaults: dict[str, dict[str, Any]] = {
        "text": {"max_length": 200},
        "long_text": {"max_length": 4000},
        "choice": {"options": "Rouge\nVert", "display": "radio"},
        "choices": {"options": "Lundi\nMardi\nJeudi"},
        "date": {"period": "any"},
        "file": {"count": 2},
    }
    value = {"label": label, "required": True, "help": "", **defaults.get(type_, {}), **settings}
    if type_ == "info":
        value = {"title": label, "text": settings.get("text", "<p>À savoir.</p>")}
    return {"type": type_, "value": value, "id": str(uuid.uuid4())}


def step(title: str, *questions: dict[str, Any], intro: str = "") -> dict[str, Any]:
    value = {"title": title, "intro": intro, "fields": list(questions)}
    return {"type": "step", "value": value, "id": str(uuid.uuid4())}


def index_of(hall: TownHall) -> ProcedureIndexPage:
    root = hall.town.site.root_page
    found = ProcedureIndexPage.objects.child_of(root).first()
    if found is None:
        found = ProcedureIndexPage(title="Démarches", slug="demarches")
        root.add_child(instance=found)
    return found


def procedure(
    hall: TownHall, *steps: dict[str, Any], title: str = "Signaler un problème", **more: Any
) -> ProcedurePage:
    """A published procedure; its version is frozen by the publication."""
    more.setdefault("kind", hall.pothole)
    page = ProcedurePage(
        title=title,
        intro="Dites-nous ce qui ne va pas.",
        steps=list(steps) or [step("Le problème", question("text", "Que se passe-t-il ?"))],
        live=False,
        **more,
    )
    index_of(hall).add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def ids(page: ProcedurePage) -> list[str]:
    """The names of the form fields, in order."""
    return [f"q-{child.id}" for one in page.steps for child in one.value["fields"] if child.block_type != "info"]
