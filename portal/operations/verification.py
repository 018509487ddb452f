"""Everything that can be checked of a town's data, in one list."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cms.council import verification as council
from edm.delivery import api as delivery
from edm.files import api as files
from edm.intake import api as intake
from edm.register import api as register
from edm.search import api as search
from portal.procedures import api as procedures

CHECKS: tuple[tuple[str, Callable[[], Iterator[object]]], ...] = (
    ("files", files.verify),
    ("register", register.verify),
    ("intake", intake.verify),
    ("procedures", procedures.verify),
    ("delivery", delivery.verify),
    ("council", council.verify),
    ("search", search.verify),
)


def verify() -> Iterator[str]:
    """One line a fault, with the part of Parvis that found it."""
    for name, check in CHECKS:
        for problem in check():
            yield f"{name}: {problem}"
