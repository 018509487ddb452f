"""Reads of the directory, narrowed to a town and to what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from cms.directory.models import Category, Entry, Proposal

if TYPE_CHECKING:
    from edm.organisation.api import Town

TOWN_HALL = Entry.Kind.TOWN_HALL


def entries(town: Town, *, kind: str = "", category: int | None = None, text: str = "") -> QuerySet[Entry]:
    """The published entries, of a kind, of a category (its key), with all the words of `text`."""
    found = Entry.objects.online(town).select_related("town")
    if kind:
        found = found.filter(kind=kind)
    if category:
        found = found.filter(categories=category)
    for word in text.split()[:6]:
        found = found.filter(
            Q(name__icontains=word)
            | Q(function__icontains=word)
            | Q(summary__icontains=word)
            | Q(delegations__icontains=word)
            | Q(address__icontains=word)
        )
    return found.order_by("position", "name", "pk")


def kinds(town: Town) -> list[str]:
    """The kinds of which something is published."""
    return list(Entry.objects.online(town).order_by().values_list("kind", flat=True).distinct())


def categories(town: Town) -> QuerySet[Category]:
    """The categories of which something is published."""
    shown = Entry.objects.online(town)
    return Category.objects.filter(town=town.pk, entries__in=shown).distinct()


def entry_get(town: Town | None, slug: str) -> Entry:
    """A published entry, or Http404."""
    found = Entry.objects.online(town).select_related("town", "unit", "part_of", "image")
    entry: Entry | None = found.filter(slug=slug).first()
    if entry is None:
        raise Http404
    return entry


def association_get(town: Town | None, slug: str) -> Entry:
    """A published association, to which anybody may propose a change, or Http404."""
    entry = entry_get(town, slug)
    if entry.kind != Entry.Kind.ASSOCIATION:
        raise Http404
    return entry


def parts_of(entry: Entry) -> QuerySet[Entry]:
    """Who works there, what rooms it has: the published entries that belong to this one."""
    return Entry.objects.online(entry.town).filter(part_of=entry.pk)


def town_hall(town: Town | None) -> Entry | None:
    """The town hall's own entry: its hours are those of the home page."""
    found: Entry | None = Entry.objects.online(town).filter(kind=Entry.Kind.TOWN_HALL).select_related("town").first()
    return found


def proposals_pending(town: Town) -> QuerySet[Proposal]:
    return Proposal.objects.filter(town=town.pk, state=Proposal.State.PENDING)
