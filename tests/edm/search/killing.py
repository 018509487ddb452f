"""A writer in a process of its own, killed at a random moment; what it had acknowledged is told by a pipe."""

from __future__ import annotations

import os
import random
import select
import signal
import time
from collections.abc import Callable

from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.inputs import Exact
from haystack.query import SearchQuerySet

from edm.search import french
from edm.search.backend import Backend

BATCH = 5


def word(n: int) -> str:
    """A word of its own: no digits, which are words themselves; nothing that a stemmer would cut."""
    return "zz" + str(n).translate(str.maketrans("0123456789", "bcdfghjklm"))


def document(n: int) -> dict[str, object]:
    """What an index prepares of a letter, whose words are its own."""
    text = f"{word(n)} du lot {n % 7} " + " ".join(f"{word(n * k % 997)}z" for k in range(60))
    return {
        ID: f"edm_register.mailitem.{n}",
        DJANGO_CT: "edm_register.mailitem",
        DJANGO_ID: str(n),
        "text": french.indexed(text),
        "title": f"Lettre{n}",
        "body": text,
        "reference": [f"2026-{n:05d}"],
        "town": "1",
        "audience": ["registrar:1", f"unit:{n % 3}"],
        "kind": "mail",
        "language": "",
        "date": n,
        "unit": str(n % 3),
        "state": "new",
        "channel": "form",
    }


def write_batches(index: Backend, first: int, told: int) -> None:
    """For ever: a batch, its commit, then the word that it is safe. Some documents are written again."""
    while True:
        with index.store.turn(), index.batch(index.store.current()):
            for n in (*range(first, first + BATCH), *random.sample(range(first), min(first, 3))):
                index.add(document(n))
        first += BATCH
        os.write(told, f"{first}\n".encode())


def rebuild_again(index: Backend, count: int, told: int) -> None:
    """For ever: all the documents in a new folder, which then serves."""
    while True:
        with index.store.rebuilding() as folder:
            with index.batch(folder):
                for n in range(count):
                    index.add(document(n))
                    if n % 40 == 39:
                        index.commit()
            with index.store.turn():
                index.store.swap(folder)
        os.write(told, b"0\n")


def killed(work: Callable[[Backend, int, int], None], index: Backend, number: int, longest: float) -> int:
    """Do `work` in another process, kill it -9 within so many seconds; the last number that it told.

    The seconds are counted from its first word, three times of four: a machine may be slow.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(reader)
            work(index, number, writer)
        finally:
            os._exit(1)
    os.close(writer)
    if random.random() < 0.75:
        select.select([reader], [], [], 30)
    time.sleep(random.uniform(0.01, longest))
    os.kill(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    with os.fdopen(reader) as told:
        return int((told.read().split() or ["0"])[-1])


def kill_writers(index: Backend, times: int, longest: float) -> int:
    """How many documents were acknowledged, over so many kills; all of them are found after each."""
    safe = 0
    for _kill in range(times):
        safe = max(safe, killed(write_batches, index, safe, longest))
        held = index.identifiers()
        assert held >= {f"edm_register.mailitem.{n}" for n in range(safe)}
        asked = SearchQuerySet().filter(town="1")
        assert asked.count() == len(held)
        for n in {0, safe // 2, safe - 1} & set(range(safe)):
            assert [result.pk for result in asked.filter(content=word(n))] == [str(n)]
    return safe


def kill_rebuilds(index: Backend, count: int, times: int, longest: float) -> int:
    """How many rebuilds were complete, over so many kills; the index serves after each, and nothing is left."""
    done = 0
    before = index.store.current()
    for _kill in range(times):
        killed(rebuild_again, index, count, longest)
        assert len(index.identifiers()) == count
        assert SearchQuerySet().filter(content=Exact("lot 3"), town="1").count() == len(range(3, count, 7))
        assert index.store.sweep()
        assert [path.name for path in index.store.root.glob("index-*")] == [index.store.current().name]
        done += index.store.current() != before
        before = index.store.current()
    return done
