"""One number in the database that says how old what the public sees may be.

The site is served by one process, but the worker publishes too: it can't purge another process's memory. So
each change of public content raises a number, in the same transaction, and what is remembered is used only
while the number is still the one it was made under. Nothing is ever purged; it is just no longer asked for.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection
from wagtail.models import Site

from cms.pages.models import Generation

# What depends on the hour (open now, the next meeting) is right to the minute: a page that is kept may be made of
# a part that has been remembered as long.
LIFETIME = 30.0


def current() -> int:
    """The number now. Plain SQL: a cached page costs this query and little else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM cms_pages_generation WHERE id = 1")
        row = cursor.fetchone()
    number = row[0] if row else 0
    forget_sites(number)
    return number


_sites_seen_at = 0


def forget_sites(number: int) -> None:
    """Wagtail remembers for an hour, in each process, which sites there are: not beyond a generation."""
    global _sites_seen_at  # noqa: PLW0603, one for the process, like Wagtail's own
    if number != _sites_seen_at:
        _sites_seen_at = number
        Site.clear_site_root_paths_cache()


def advance() -> None:
    """Say that public content changed. In the caller's transaction: seen when its change is seen."""
    number = secrets.randbits(62)
    if not Generation.objects.filter(pk=1).update(number=number):
        Generation.objects.get_or_create(pk=1, defaults={"number": number})


class Memory:
    """A small store of this process's own: the least recently used goes when it is full."""

    def __init__(self, *, max_entries: int) -> None:
        self.max_entries = max_entries
        self._entries: OrderedDict[Hashable, tuple[int, float, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, number: int) -> Any:
        """What was remembered under this generation, less than LIFETIME ago; else None."""
        with self._lock:
            made_at, until, value = self._entries.get(key, (-1, 0.0, None))
            if made_at != number or until < time.monotonic():
                return None
            self._entries.move_to_end(key)
            return value

    def put(self, key: Hashable, number: int, value: Any) -> None:
        """Remember a value made under a generation that was read *before* making it."""
        with self._lock:
            self._entries[key] = (number, time.monotonic() + LIFETIME, value)
            self._entries.move_to_end(key)
            while len(self._entries) > self.max_entries:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


_parts = Memory(max_entries=200)


def remembered(key: Hashable, number: int, build: Callable[[], Any]) -> Any:
    """A part of pages that changes only with public content (the menu…), built once a generation."""
    value = _parts.get(key, number)
    if value is None:
        value = build()
        if value is not None:  # what is nowhere takes no place
            _parts.put(key, number, value)
    return value
