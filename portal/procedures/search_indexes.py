"""The procedures in the index, as the public reads them."""

from __future__ import annotations

from haystack import indexes

from cms.pages.search_indexes import PageIndex
from portal.procedures.pages import ProcedurePage


class ProcedurePageIndex(PageIndex, indexes.Indexable):
    model = ProcedurePage
    kind_code = "procedure"
    fields_searched = ("intro", "needs", "steps", "more")

    def note_of(self, obj: ProcedurePage) -> str:
        return obj.duration
