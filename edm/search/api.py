"""Public: what other apps say to the index and ask of it."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from edm.search.models import IndexChange


def changed(obj: Model) -> None:
    """Queue the object for the index, in the current transaction."""
    IndexChange.objects.create(content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk))
