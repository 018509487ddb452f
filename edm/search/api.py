"""Public: what other apps say to the index and ask of it. The rest of this app is private to edm.

TownIndex, PublicIndex   the bases of a `search_indexes.py`; EVERY_TOWN: what all towns share
changed                  queues an object, in the current transaction (saves and deletes queue themselves)
index_due                the worker: writes what is queued, makes the index anew when none serves
rebuild                  makes the whole index anew, while the old one serves
search_for, Results, Hit what a reader may find
verify                   index against database
"""

from __future__ import annotations

from edm.search.indexes import EVERY_TOWN, PublicIndex, TownIndex
from edm.search.queue import changed
from edm.search.selectors import PER_PAGE, Hit, Results, search_for
from edm.search.writing import index_due, rebuild, verify

__all__ = [
    "EVERY_TOWN",
    "PER_PAGE",
    "Hit",
    "PublicIndex",
    "Results",
    "TownIndex",
    "changed",
    "index_due",
    "rebuild",
    "search_for",
    "verify",
]
