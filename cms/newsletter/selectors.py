"""Reads of the letter, narrowed to a town."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from cms.newsletter.models import Copy, Letter, Subscriber, Theme

if TYPE_CHECKING:
    from edm.organisation.api import Town


def themes(town: Town | None) -> QuerySet[Theme]:
    """Those that can be chosen on the site."""
    return Theme.objects.filter(town=town.pk, public=True) if town else Theme.objects.none()


def is_offered(town: Town | None) -> bool:
    """Whether the site invites to subscribe: there is a theme to choose."""
    return themes(town).exists()


def subscriber_get(town: Town | None, token: str) -> Subscriber:
    """Whose links carry this token; Http404 once they left."""
    found = Subscriber.objects.select_related("town__site").filter(town=town.pk if town else None, token=token).first()
    if found is None:
        raise Http404
    return found


def recipients(letter: Letter) -> QuerySet[Subscriber]:
    """Who asked for it: of its themes, or all, if it has none."""
    found = Subscriber.objects.filter(town=letter.town_id, state=Subscriber.State.CONFIRMED)
    wanted = letter.themes.values("pk")
    if letter.themes.exists():
        found = found.filter(Q(themes__in=wanted)).distinct()
    return found


def figures(letter: Letter) -> dict[str, int]:
    """What became of its copies: `copies`, `sent`, `failed`, `due`, and how many `left` because of it."""
    counted = Copy.objects.filter(letter=letter).aggregate(
        copies=Count("pk"),
        sent=Count("pk", filter=Q(mail__state="sent")),
        failed=Count("pk", filter=Q(mail__state="failed")),
        due=Count("pk", filter=Q(mail__state="due")),
    )
    return counted | {"left": letter.left}
