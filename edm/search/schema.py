"""What Tantivy keeps of each field. The words come to it ready made by `french`: it only cuts at spaces."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import tantivy
from haystack.constants import DJANGO_CT, DJANGO_ID, ID

from . import french

# Raise it when french.indexed changes: every index is then made again.
ANALYSIS = 1
SPACES = "spaces"
STORED = "stored_"  # the text of a field as it is, beside its words


def build(kinds: Mapping[str, str]) -> tantivy.Schema:
    """The schema of fields by kind (Haystack's field_type: string, words, kept, keyword, keywords)."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, stored=True, tokenizer_name="raw", index_option="basic")
    for name in (DJANGO_CT, DJANGO_ID):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name, kind in kinds.items():
        if kind in ("string", "words"):
            builder.add_text_field(name, stored=False, tokenizer_name=SPACES, index_option="position")
        if kind in ("words", "kept"):
            builder.add_bytes_field(STORED + name, stored=True, indexed=False)
        if kind in ("keyword", "keywords"):
            fast = kind == "keyword"
            builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic", fast=fast)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Tokenizers are no part of an index on disk: each opening names them again."""
    index.register_tokenizer(SPACES, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def fingerprint(kinds: Mapping[str, str]) -> str:
    """Changes whenever an index made before can no longer be read as it should."""
    told = f"{version('tantivy')} {ANALYSIS} {sorted(kinds.items())}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def document(data: Mapping[str, Any], kinds: Mapping[str, str]) -> tantivy.Document:
    """A prepared object, as Tantivy takes it."""
    doc = tantivy.Document()
    for name, value in data.items():
        kind = kinds.get(name, "keyword")
        if kind in ("words", "kept"):
            doc.add_bytes(STORED + name, str(value).encode())
        if kind == "words":
            doc.add_text(name, french.indexed(str(value)))
        elif kind != "kept":
            for item in value if isinstance(value, list | tuple) else [value]:
                doc.add_text(name, str(item))
    return doc


def new_name() -> str:
    """A folder for a new index; names sort by age."""
    return datetime.now(UTC).strftime("index-%Y%m%dT%H%M%S-%f")
