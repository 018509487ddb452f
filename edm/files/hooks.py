"""Who wants to know that a document's text is ready; edm.files knows none of them."""

from __future__ import annotations

from collections.abc import Callable

from edm.files.models import Document

TextReady = Callable[[Document], None]
_callbacks: list[TextReady] = []


def on_text_ready(callback: TextReady) -> None:
    """Have `callback(document)` called when the reading has ended, well or not.

    It runs in the transaction that ends the reading: it may write rows and nothing else. Called from
    AppConfig.ready().
    """
    if callback not in _callbacks:
        _callbacks.append(callback)


def text_ready(document: Document) -> None:
    """Tell all who asked; within the transaction."""
    for callback in _callbacks:
        callback(document)
