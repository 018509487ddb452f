"""The files of open data, written to the reader line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from cms.council import opendata
from cms.council.views import town_or_404


@require_safe
def deliberations(request: HttpRequest) -> StreamingHttpResponse:
    """SCDL, schema "deliberations" 2.1.5."""
    town = town_or_404(request)
    rows = opendata.deliberation_rows(town, request.build_absolute_uri)
    return _csv(f"deliberations-{town.slug}.csv", opendata.DELIBERATIONS, rows)


@require_safe
def grants(request: HttpRequest) -> StreamingHttpResponse:
    """SCDL, schema "subventions" 2.1.1."""
    town = town_or_404(request)
    return _csv(f"subventions-{town.slug}.csv", opendata.GRANTS, opendata.grant_rows(town))


class _Echo:
    """A file whose `write` gives the line back."""

    def write(self, line: str) -> str:
        return line


def _csv(name: str, head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield writer.writerow(head)
        for row in rows:
            yield writer.writerow(row)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
