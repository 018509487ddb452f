"""The search over texts of 200 to 1,000 words, as a clerk, the full page of the back office."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from urllib.parse import quote

from django.contrib.auth import get_user_model
from django.core.wsgi import get_wsgi_application
from django.test import Client

from edm.register.models import MailItem
from edm.search.api import rebuild
from edm.search.models import IndexChange
from portal.operations.collector import collector_settle
from tests.benchmarks import words, wsgi_cpu

Row = tuple[str, float, str, str]


def measure(count: int) -> dict[str, float]:
    """The figures by name; the default town has its cases already (world.cases_fill)."""
    return {name: value for name, value, _unit, _how in figures(count)}


def figures(count: int) -> Iterator[Row]:
    """Name, value, unit and how; MailItem's texts become long ones first."""
    vocabulary = words.vocabulary()
    items = list(MailItem.objects.only("pk"))
    for item, text in zip(items, words.texts(vocabulary), strict=False):
        item.text = text
    MailItem.objects.bulk_update(items, ["text"], batch_size=200)
    IndexChange.objects.all().delete()
    start = time.process_time()
    indexed = rebuild()
    spent = time.process_time() - start
    yield "index_docs_per_cpu_s", indexed / spent, "docs/s", f"{indexed} objects made again from the database"
    yield from _asked(vocabulary, f"{count // 1000}k", count)


def _asked(vocabulary: list[str], label: str, count: int) -> Iterator[Row]:
    application = get_wsgi_application()
    client = Client()
    clerk = get_user_model().objects.get(email="voirie@saint-exemple.example")
    client.force_login(clerk, backend="portal.accounts.backends.LoginBackend")
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    paths = [f"/gestion/recherche/?q={quote(q)}" for q in words.queries(vocabulary)]
    collector_settle()  # as the server does
    for path in paths[:5]:
        wsgi_cpu.fetch(application, path, cookies)
    spent = []
    for path in paths:
        start = time.process_time()
        wsgi_cpu.fetch(application, path, cookies)
        spent.append((time.process_time() - start) * 1000)
    p95 = statistics.quantiles(spent, n=20)[-1]
    how = f"{len(paths)} queries over {count} items, as a clerk, the whole page"
    yield f"search_p95_cpu_ms_{label}", p95, "ms", f"p95 of {how}"
    yield f"search_median_cpu_ms_{label}", statistics.median(spent), "ms", f"median of {how}"
