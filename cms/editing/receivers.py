"""A page that is published is looked at by the worker: only a mark is made here."""

from __future__ import annotations

from typing import Any

from wagtail.signals import page_published

from cms.editing.services import page_touch
from cms.pages.public import PublicPage


def published(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, PublicPage):
        page_touch(page=instance)


def connect() -> None:
    page_published.connect(published, dispatch_uid="editing-published")
