"""The two search engines side by side: `.venv/bin/python tests/benchmarks/engines.py [documents] [rounds]`.

Documents of 200 to 1,000 words go to each engine as the worker writes them; then 60 queries of each kind are asked
through Haystack as a clerk's page asks them: town and rights, two counts, ten passages, the exact number. CPU of the
process (user and system), of each query the best of the rounds; no database is read. Each step is a process.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
ENGINES = ("tantivy", "whoosh")
RIGHTS = ["unit:1", "user:12", "head:1"]
ASKED = 60  # queries of each kind


def main(count: int, rounds: int) -> None:
    work = Path(tempfile.mkdtemp(prefix="parvis-engines-"))
    rows: dict[str, dict[str, float]] = {}
    try:
        for engine in ENGINES:
            built = _step("build", engine, work / engine, count)
            asked = _step("ask", engine, work / engine, count, rounds)
            for name, value in (built | asked).items():
                rows.setdefault(name, {})[engine] = value
    finally:
        shutil.rmtree(work)
    print(f"{count} documents, queries best of {rounds}".ljust(38) + "".join(engine.rjust(12) for engine in ENGINES))
    for name, values in rows.items():
        print(name.ljust(38) + "".join(f"{values[engine]:12.1f}" for engine in ENGINES))


def _step(what: str, engine: str, path: Path, *numbers: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, what, str(path), *map(str, numbers)],
        env=os.environ | {"PARVIS_SEARCH": engine},
        stdout=subprocess.PIPE,
        check=True,
    )
    return dict(json.loads(done.stdout))


def build(path: Path, count: int) -> dict[str, float]:
    """The index made from nothing, as `search_rebuild` does."""
    from edm.search.writing import COMMIT_EVERY

    index = _index(path)
    used = 0.0
    with index.store.rebuilding() as folder:
        with index.batch(folder):
            for n, made in enumerate(islice(_prepared(), count), 1):
                start = time.process_time()
                index.add(_analysed(made))
                if n % COMMIT_EVERY == 0:
                    index.commit()
                used += time.process_time() - start
            start = time.process_time()
        with index.store.turn():
            index.store.swap(folder)
        used += time.process_time() - start
    size = sum(file.stat().st_size for file in index.store.current().iterdir())
    return {
        "build, CPU s": used,
        "build, documents per CPU s": count / used,
        "build, greatest RSS MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "index MB": size / 1e6,
    }


def ask(path: Path, count: int, rounds: int) -> dict[str, float]:
    index = _index(path)
    found: dict[str, float] = {}
    for kind, queries in _queries(count).items():
        for q in queries[:3]:
            _page(q)
        best = [min(_spent(q) for _ in range(rounds)) for q in queries]
        found[f"{kind}, CPU ms, median"] = statistics.median(best)
        found[f"{kind}, CPU ms, p95"] = statistics.quantiles(best, n=20)[-1]
    assert len(index.identifiers()) == count
    status = Path("/proc/self/status").read_text().splitlines()
    kept = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in status if line.startswith("Rss")}
    found["serving, of its own (anonymous) MB"] = kept["RssAnon"]
    found["serving, RSS MB"] = kept["RssAnon"] + kept["RssFile"]
    return found


def _index(path: Path) -> Any:
    from edm.search.writing import backend

    index = backend()
    index.path = str(path)
    return index


def _prepared() -> Iterator[dict[str, Any]]:
    from tests.benchmarks import words

    for n, text in enumerate(words.texts(words.vocabulary())):
        yield {
            "id": f"edm_register.mailitem.{n}",
            "django_ct": "edm_register.mailitem",
            "django_id": str(n),
            "title": " ".join(text.split()[:6]),
            "body": text,
            "reference": [f"2026-{n:05d}"],
            "town": str(1 + n % 10 // 9),
            "audience": [f"head:{n % 4}", "registrar:1", f"unit:{n % 4}"],
            "kind": "mail",
            "language": "",
            "date": 63_900_000_000 + n,
            "unit": str(n % 4),
            "state": ("new", "taken", "answered", "closed")[n % 7 % 4],
            "channel": ("form", "scan", "email")[n % 3],
        }


def _analysed(made: dict[str, Any]) -> dict[str, Any]:
    from edm.search import french

    return made | {"text": french.indexed("\n".join([made["title"], *made["reference"], made["body"]]))}


def _queries(count: int) -> dict[str, list[str]]:
    from tests.benchmarks import words

    chance, vocabulary = random.Random(99), words.vocabulary()
    pick = lambda low, high: vocabulary[chance.randint(low, high)]  # noqa: E731
    texts = [text.split() for text in islice(words.texts(vocabulary), min(count, 2000))]

    def phrase() -> str:
        text = chance.choice(texts)
        at = chance.randrange(len(text) - 2)
        return f'"{" ".join(text[at : at + 2])}"'

    makers = {
        "word": lambda: pick(200, 3000),
        "two words": lambda: f"{pick(100, 2000)} {pick(100, 2000)}",
        "phrase": phrase,
        "beginning of 2 letters": lambda: f"{pick(200, 3000)[:2]}*",
        "beginning of 3 letters": lambda: f"{pick(200, 3000)[:3]}*",
        "rare word": lambda: pick(20_000, words.SIZE - 1),
    }
    return {kind: [make() for _ in range(ASKED)] for kind, make in makers.items()}


def _spent(q: str) -> float:
    start = time.process_time()
    _page(q)
    return (time.process_time() - start) * 1000


def _page(q: str) -> None:
    """What edm.search.selectors asks for a page, up to the objects."""
    from haystack.inputs import AutoQuery
    from haystack.query import SearchQuerySet

    found = SearchQuerySet().filter(content=AutoQuery(q), town="1", audience__in=RIGHTS)
    found = found.highlight().facet("unit").facet("state")
    found.query.set_limits(0, 10)
    found.query.get_count()
    found.query.get_results()
    found.query.get_facet_counts()


if __name__ == "__main__":
    if sys.argv[1:2] in (["build"], ["ask"]):
        sys.path.insert(0, str(ROOT))
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
        import django

        django.setup()
        step = build if sys.argv[1] == "build" else ask
        print(json.dumps(step(Path(sys.argv[2]), *map(int, sys.argv[3:]))))
    else:
        main(*(int(number) for number in (sys.argv[1:] + ["10000", "3"][len(sys.argv) - 1 :])))
