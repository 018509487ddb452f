"""Reads: the quality of a town's pages, and its pictures and documents that nothing uses."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from cms.editing.content import Picture
from cms.editing.models import PageHealth
from cms.editing.rules import STALE_AFTER
from cms.editing.subject import Subject, fresh_day
from edm.organisation.api import Town, pages_of


def health_of(page: Page) -> PageHealth | None:
    return PageHealth.objects.filter(page_id=page.pk).first() if page.pk else None


def subject_for(page: Page) -> Subject:
    """A page or a draft of it, with what the worker last measured."""
    health = health_of(page)
    return Subject(
        page,
        fresh_on=fresh_day(page, health.reviewed_on if health else None),
        phone_bytes=health.phone_bytes if health else 0,
    )


def health_in(town: Town) -> QuerySet[PageHealth]:
    """Of the town's pages that are online."""
    return PageHealth.objects.filter(page__in=pages_of(town), page__live=True).select_related("page__locale")


def with_findings(town: Town) -> QuerySet[PageHealth]:
    return (
        health_in(town)
        .filter(Q(errors__gt=0) | Q(warnings__gt=0))
        .order_by("-errors", "-warnings", "page__title", "pk")
    )


def stale(town: Town) -> QuerySet[PageHealth]:
    """Neither published nor read again for a year, the oldest first."""
    day = timezone.localdate() - STALE_AFTER
    moment = timezone.make_aware(datetime.combine(day, time.min))
    old = health_in(town).filter(page__last_published_at__lt=moment)
    return old.filter(Q(reviewed_on=None) | Q(reviewed_on__lt=day)).order_by("page__last_published_at", "pk")


def heaviest(town: Town) -> QuerySet[PageHealth]:
    return health_in(town).filter(phone_bytes__gt=0).order_by("-phone_bytes", "pk")


def unused_images(town: Town) -> QuerySet[Any]:
    return _unused(get_image_model(), town, {pk for subject in _drafts(town) for pk in _pictures(subject)})


def unused_documents(town: Town) -> QuerySet[Any]:
    named = {document.pk for subject in _drafts(town) for _path, document in subject.documents()}
    return _unused(get_document_model(), town, named)


def _unused(model: Any, town: Town, in_drafts: set[int]) -> QuerySet[Any]:
    """Those of the town's that neither Wagtail's reference index nor a draft names, the oldest first."""
    folder = town.collection
    if folder is None:
        return model.objects.none()
    named = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(model), to_object_id=OuterRef("key")
    )
    own = model.objects.filter(collection__path__startswith=folder.path).annotate(key=Cast("pk", CharField()))
    return own.filter(~Exists(named)).exclude(pk__in=in_drafts).order_by("created_at", "pk")


def _drafts(town: Town) -> list[Subject]:
    """Drafts of pages that are online: the reference index knows only what is published of them."""
    pages = pages_of(town).filter(live=True, has_unpublished_changes=True).select_related("latest_revision")
    return [Subject(page.get_latest_revision_as_object()) for page in pages]


def _pictures(subject: Subject) -> set[int]:
    return {piece.image.pk for piece in subject.of(Picture)}
