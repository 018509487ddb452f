"""The organisation in Wagtail's admin: the town hall's screens; choosers and lists narrowed to the town."""

from __future__ import annotations

from typing import cast

from django.db.models import Q, QuerySet
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from edm.organisation.admin_views import TownHallGroup
from edm.organisation.api import pages_of
from edm.organisation.requests import TownRequest


@hooks.register("register_admin_viewset")
def town_hall_screens() -> ViewSetGroup:
    return TownHallGroup()


@hooks.register("construct_page_chooser_queryset")
@hooks.register("construct_explorer_page_queryset")
def pages_of_the_town(*given: object) -> QuerySet[Page]:
    """Wagtail's page chooser and explorer offer every town's pages; here, only those of the town at work.

    The explorer's menu asks by the API, whose request wraps Django's.
    """
    pages = next(value for value in given if isinstance(value, QuerySet))
    request = cast("TownRequest", given[-1])
    return pages & pages_of(request.town) if request.town else pages.none()


@hooks.register("construct_image_chooser_queryset")
def images_of_the_town(images: QuerySet[AbstractImage], request: TownRequest) -> QuerySet[AbstractImage]:
    return images.filter(in_collection_of(request))


@hooks.register("construct_document_chooser_queryset")
def documents_of_the_town(documents: QuerySet[AbstractDocument], request: TownRequest) -> QuerySet[AbstractDocument]:
    return documents.filter(in_collection_of(request))


def in_collection_of(request: TownRequest) -> Q:
    """Pictures and documents in the collection of the town at work, by ids: the search knows no path."""
    collection = request.town.collection if request.town else None
    own = collection.get_descendants(inclusive=True).values_list("pk", flat=True) if collection else ()
    return Q(collection__in=list(own))
