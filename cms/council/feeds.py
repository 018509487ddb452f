"""What was last put online, as RSS."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.council.catalogue import acts
from cms.council.models import Act
from cms.council.views import town_or_404
from edm.organisation.api import Town

LAST = 40


class ActsFeed(Feed[Act, Town]):
    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Town:
        return town_or_404(request)

    def title(self, town: Town) -> str:
        return _("%(town)s: acts of the town") % {"town": town.name}

    def description(self, town: Town) -> str:
        return _("Deliberations, orders and decisions, as they are put online.")

    def link(self, town: Town) -> str:
        return reverse("council:meetings")

    def items(self, town: Town) -> QuerySet[Act]:
        return acts(town).order_by("-published_at", "-pk")[:LAST]

    def item_title(self, item: Act) -> str:
        return str(item)

    def item_description(self, item: Act) -> str:
        return f"{item.get_nature_display()} {item.number}, {item.date:%d/%m/%Y}"

    def item_pubdate(self, item: Act) -> datetime | None:
        return item.published_at

    def item_guid(self, item: Act) -> str:
        return f"act-{item.pk}-{item.current_id}"

    item_guid_is_permalink = False
