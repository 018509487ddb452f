"""Each figure of the bench, and how it is taken."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import Client
from wagtail.models import Page, Site

from cms.pages import cache, generation
from edm.files.api import document_create, document_read, ocr_next
from edm.intake.services import receive
from edm.organisation.models import Town
from edm.register.models import Case
from edm.register.registration import Sender
from tests.benchmarks import search, serving, wsgi_cpu
from tests.benchmarks.world import cases_fill, procedure_make

CONTENT = "/vivre-ici/dechets/"
LETTERS = Path(__file__).resolve().parent.parent.parent / "portal" / "demo" / "letters"


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    how: str


def measure_all(work: Path, count: int) -> Iterator[Figure]:
    """Every figure, as it is taken: first those that do not depend on how many cases there are."""
    call_command("migrate", verbosity=0)
    call_command("demo_load", verbosity=0)
    procedure = procedure_make()
    yield from _rows(serving.memory())
    yield from _public()
    clerk = get_user_model().objects.get(email="voirie@saint-exemple.example")
    cases_fill(count=count, clerk=clerk)
    yield from _office(clerk, count)
    yield from _intake()
    yield from _rows(serving.submissions(work, procedure))
    yield from _rows(search.figures(count))


def _rows(rows: Iterator[tuple[str, float, str, str]]) -> Iterator[Figure]:
    return (Figure(*row) for row in rows)


def _public() -> Iterator[Figure]:
    application = get_wsgi_application()
    root = Site.objects.get(is_default_site=True).root_page
    root.add_child(instance=Page(title="Page nue", slug="page-nue"))

    def publish() -> None:
        cache._pages.clear()
        generation.advance()

    bare = wsgi_cpu.measure(application, "/page-nue/")
    content = wsgi_cpu.measure(application, CONTENT, before=cache._pages.clear)  # at once: a host's speed moves
    home = wsgi_cpu.measure(application, "/", before=cache._pages.clear)
    cold = wsgi_cpu.measure(application, "/", before=publish)
    cached = wsgi_cpu.measure(application, "/", rounds=200)
    how = "median CPU of 40 requests to the WSGI application"
    yield Figure("bare_page_cpu_ms", bare.cpu_ms, "ms", f"a bare Wagtail page (a title), never kept; {how}")
    yield Figure("home_cpu_ms", home.cpu_ms, "ms", f"the home page made anew, its menu remembered; {how}")
    yield Figure("home_queries", home.queries, "queries", "the same")
    yield Figure("home_cold_cpu_ms", cold.cpu_ms, "ms", f"the home page right after a publication; {how}")
    yield Figure("home_cold_queries", cold.queries, "queries", "the same")
    yield Figure("home_cached_cpu_ms", cached.cpu_ms, "ms", "the home page from the page cache; median of 200")
    yield Figure("home_bytes", home.size, "bytes", "its HTML, compressed")
    content_cached = wsgi_cpu.measure(application, CONTENT, rounds=200)
    ratio = content.cpu_ms / bare.cpu_ms
    yield Figure("content_cpu_ms", content.cpu_ms, "ms", f"a content page of the demonstration, made anew; {how}")
    yield Figure("content_cpu_ratio", ratio, "×", "that against the bare page; the bar is 1.5")
    yield Figure("content_queries", content.queries, "queries", "the same; the bar is 8")
    yield Figure("content_cached_cpu_ms", content_cached.cpu_ms, "ms", "the same from the page cache; median of 200")
    yield Figure("content_bytes", content.size, "bytes", "its HTML, compressed")
    yield Figure("home_requests", serving.requests_of(home.body), "requests", "the page and what it names on this host")


def _office(clerk: Any, count: int) -> Iterator[Figure]:
    application = get_wsgi_application()
    client = Client()
    client.force_login(clerk, backend="portal.accounts.backends.LoginBackend")
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    label = f"{count // 1000}k"
    inbox = wsgi_cpu.measure(application, "/gestion/courriers/", cookies, rounds=15)
    yield Figure(f"inbox_cpu_ms_{label}", inbox.cpu_ms, "ms", f"the clerk's inbox over {count} cases, median of 15")
    yield Figure("inbox_queries", inbox.queries, "queries", "the same")
    case = Case.objects.filter(town=Town.objects.default(), unit__slug="voirie", facts__0__isnull=False).first()
    assert case is not None
    page = wsgi_cpu.measure(application, f"/gestion/courriers/{case.pk}/", cookies, rounds=15)
    yield Figure("case_cpu_ms", page.cpu_ms, "ms", "one case's screen, median of 15")


def _intake() -> Iterator[Figure]:
    town = Town.objects.default()
    assert town is not None
    start = time.process_time()
    for n in range(100):
        receive(town=town, channel="scan", key=f"banc-{n}", subject="Lettre", sender=Sender())
    yield Figure("register_cpu_ms", (time.process_time() - start) * 10, "ms", "one arrival registered, mean of 100")
    yield Figure(
        "ingest_pdf_cpu_s", _ingest(town, "camion-a-pizzas.pdf"), "s", "a text PDF of one page: bytes, row, text"
    )
    scan = _ingest(town, "raccordement-trottoir.jpg")
    yield Figure("ingest_scan_cpu_s", scan, "s", "a scanned page: bytes, row, OCR and its tesseract")


def _ingest(town: Town, name: str) -> float:
    """CPU seconds, children included, from the bytes to the text; the letter is made a new one by its last bytes."""
    spent = []
    for n in range(3):
        data = (LETTERS / name).read_bytes() + b"\n" * (n + 1)
        start = _cpu()
        document = document_create(town=town, name=name, data=data)
        document_read(document.pk)
        while ocr_next():
            pass
        spent.append(_cpu() - start)
    return min(spent[1:])


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
