"""Haystack's query, kept as the tree of `nodes` until the engine reads it."""

from __future__ import annotations

from typing import Any

from haystack import connections
from haystack.backends import SQ, BaseSearchQuery, SearchNode
from haystack.inputs import BaseInput

from .nodes import All, Either, Everything, In, Node, Not, Terms, begins, typed

REFERENCE = "reference"


class TreeQuery(BaseSearchQuery):
    def build_query(self) -> Node:
        return self._node(self.query_filter) or Everything()

    def add_narrow_query(self, query: str) -> None:
        raise NotImplementedError("narrow() takes text to be parsed; use filter()")

    def clean(self, query_fragment: str) -> str:
        return query_fragment

    def _node(self, sq: SearchNode) -> Node | None:
        found: list[Node] = []
        for child in sq.children:
            if isinstance(child, SearchNode):
                node = self._node(child)
            else:
                field, how = sq.split_expression(child[0])
                node = self._leaf(field, how, child[1])
            if node:
                found.append(node)
        if not found:
            return None
        joined = All(tuple(found)) if sq.connector == SQ.AND else Either(tuple(found))
        node = found[0] if len(found) == 1 else joined
        return Not(node) if sq.negated else node

    def _leaf(self, field: str, how: str, value: Any) -> Node | None:
        index = connections[self._using].get_unified_index()
        name = index.document_field if field == "content" else index.get_index_fieldname(field)
        kind = getattr(value, "input_type_name", "")
        if isinstance(value, BaseInput):
            value = value.query_string
        if self.backend.kinds.get(name) not in ("string", "words"):
            return In(name, tuple(str(v) for v in (value if how == "in" else [value])))
        if kind == "auto_query":
            return typed(name, value, references=REFERENCE)
        if how == "startswith":
            return begins(name, str(value))
        return Terms(name, value, phrase=kind == "exact" or how == "exact")
