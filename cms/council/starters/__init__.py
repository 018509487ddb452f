"""Models to start from: what a town most often deliberates on, orders, decides and convenes with.

Data, not code: one TOML file a nature. A town changes the text of the act it began, never the model.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cms.council.models import Act

FOLDER = Path(__file__).parent
FILES = {"deliberation": "deliberations", "order": "orders", "decision": "decisions", "notice": "notices"}


@dataclass(frozen=True, kw_only=True)
class Starter:
    slug: str
    title: str
    text: str  # HTML; what stands in [brackets] is for the town to fill in
    matter: str = ""
    temporary: bool = False
    individual: bool = False
    to_transmit: bool = True
    delegation: str = ""

    def begin(self, act: Act) -> None:
        """Give a new act this model's words; what the model does not say stays as it is."""
        act.title, act.matter_code, act.text = self.title, self.matter, self.text
        act.temporary, act.to_transmit, act.delegation = self.temporary, self.to_transmit, self.delegation
        if self.individual:
            act.publicity = act.Publicity.INDIVIDUAL


@lru_cache
def starters(nature: str) -> dict[str, Starter]:
    """The models of a nature (deliberation, order, decision, notice) by their slug; KeyError for another nature."""
    data = tomllib.loads((FOLDER / f"{FILES[nature]}.toml").read_text("utf-8"))
    return {facts["slug"]: Starter(**facts | {"text": facts["text"].strip()}) for facts in data["starter"]}
