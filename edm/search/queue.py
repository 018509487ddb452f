"""What changed, told in the transaction of the change. The worker reads it; nothing is written to the index here."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, signals
from haystack import connections
from haystack.signals import BaseSignalProcessor
from wagtail.signals import page_published, page_unpublished

from .indexes import TownIndex
from .models import IndexChange


def changed(obj: Model) -> None:
    """Queue an object for the index, in the current transaction; it may be one that others are indexed by."""
    _queue(type(obj), obj.pk)


def indexes() -> list[TownIndex]:
    """Every search index there is."""
    found = connections["default"].get_unified_index().get_indexes().values()
    return sorted(found, key=lambda index: index.get_model()._meta.label_lower)


def watched() -> set[str]:
    """The models whose changes the index must learn: those indexed, and those these are indexed by."""
    return {label for index in indexes() for label in (index.get_model()._meta.label_lower, *index.related)}


def _queue(model: type[Model], pk: Any) -> None:
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=True)
    IndexChange.objects.create(content_type=content_type, object_id=str(pk))


class QueueProcessor(BaseSignalProcessor):
    """Haystack's processor: every save and delete of what is watched is queued, wherever it comes from."""

    def setup(self) -> None:
        self._watched: set[str] = set()
        self._indexed: set[str] = set()
        signals.post_save.connect(self.handle_save)
        signals.post_delete.connect(self.handle_delete)
        signals.m2m_changed.connect(self.handle_links)
        page_published.connect(self.handle_page)
        page_unpublished.connect(self.handle_page)

    def teardown(self) -> None:
        signals.post_save.disconnect(self.handle_save)
        signals.post_delete.disconnect(self.handle_delete)
        signals.m2m_changed.disconnect(self.handle_links)
        page_published.disconnect(self.handle_page)
        page_unpublished.disconnect(self.handle_page)

    def handle_save(self, sender: Any, instance: Model, **kwargs: Any) -> None:
        sender = sender._meta.concrete_model  # a proxy's row is its model's
        if kwargs.get("raw") or not self._watches(sender):
            return
        # What has just been created and is not indexed itself: nothing is indexed by it yet.
        if not kwargs.get("created") or sender._meta.label_lower in self._indexed:
            _queue(sender, instance.pk)

    def handle_delete(self, sender: Any, instance: Model, **_kwargs: Any) -> None:
        sender = sender._meta.concrete_model
        if self._watches(sender):
            _queue(sender, instance.pk)

    def handle_links(self, instance: Model, action: str, **_kwargs: Any) -> None:
        if action.startswith("post_") and self._watches(type(instance)):
            _queue(type(instance), instance.pk)

    def handle_page(self, sender: Any, instance: Model, **_kwargs: Any) -> None:
        """Wagtail saves some pages by their base class; here it says which kind of page it is."""
        if self._watches(sender):
            _queue(sender, instance.pk)

    def _watches(self, model: Any) -> bool:
        if not self._watched:
            if not apps.ready:
                return False
            self._watched = watched() or {""}
            self._indexed = {index.get_model()._meta.label_lower for index in indexes()}
        label = model._meta.label_lower
        # A migration's model bears the same name and is another class.
        return label in self._watched and model is apps.get_model(label)
