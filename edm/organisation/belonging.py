"""What belongs to a town, and forms of Wagtail's admin that keep what is chosen within it.

Wagtail's choosers offer the town's own, but a form may be posted with any id: one that leads elsewhere would be
saved, published, and its title read in the editor. Every reference counts alike, whatever holds it: a field, a
block of a StreamField however deep, a link in rich text. The fields know, since Wagtail's reference index asks them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.models import Page

from edm.organisation.models import Town
from edm.organisation.selectors import pages_of, town_of_page

LAST_ID = 2**63 - 1  # SQLite can't even be asked for a larger one: a page that named it could not be shown


def rows_within(rows: QuerySet[Any], town: Town | None) -> QuerySet[Any] | None:
    """Those of `rows` that are the town's; None for a model whose rows belong to no town."""
    names = {field.name for field in rows.model._meta.get_fields() if field.concrete}
    if issubclass(rows.model, Page):
        return rows.filter(pk__in=pages_of(town).values("pk")) if town else rows.none()
    if "collection" in names:
        folder = town.collection if town else None
        return rows.filter(collection__path__startswith=folder.path) if folder else rows.none()
    for name, path in (("town", "town"), ("body", "body__town")):
        if name in names:
            return rows.filter(**{path: town.pk}) if town else rows.none()
    return None


def references_posted(form: forms.ModelForm[Any]) -> Iterator[tuple[str, type[Model], Any]]:
    """What each field of a bound form names, right or wrong: (field, model, key)."""
    for name in form.fields:
        try:
            field = form.instance._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        value = form[name].data
        if not value:
            continue
        if field.many_to_one and field.related_model:
            yield name, field.related_model, value
        elif hasattr(field, "extract_references"):
            yield from ((name, model, key) for model, key, *_paths in field.extract_references(value))


def id_read(key: Any) -> int | None:
    """The id that Django reads there, however it is spelled ("7", "07", " 7"); None where it names no row."""
    try:
        number = int(key)
    except (TypeError, ValueError):
        return None
    return number if 0 < number <= LAST_ID else None


def fields_leading_out(form: forms.ModelForm[Any], town: Town | None) -> set[str]:
    """The fields that name something of another town, or no id; what is no more is a dead link, and no secret.

    One query for each kind of thing named, a second where one is not the town's.
    """
    named: dict[type[Model], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    out: set[str] = set()
    for name, model, key in references_posted(form):
        if number := id_read(key):
            named[model][number].add(name)
        else:
            out.add(name)
    for model, fields in named.items():
        rows = model._default_manager.filter(pk__in=fields)
        within = rows_within(rows, town)
        if within is not None and (strange := fields.keys() - keys_of(within)):
            out |= {name for key in strange & keys_of(rows) for name in fields[key]}
    return out


def keys_of(rows: QuerySet[Any]) -> set[int]:
    return set(rows.values_list("pk", flat=True))


class WithinTown:
    """A form that refuses what leads to another town, and shows the field again as it was, without that title."""

    def own_town(self) -> Town | None:
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # of the form this is mixed in
        for name in fields_leading_out(self, self.own_town()):  # type: ignore[arg-type]
            self.fields[name].bound_data = lambda _data, initial: initial  # type: ignore[attr-defined]
            self.add_error(name, _("What is chosen here is not of this town: choose it again."))  # type: ignore[attr-defined]


class TownPageForm(WithinTown, WagtailAdminPageForm):
    """For pages: the town whose site the page stands in, or will."""

    def own_town(self) -> Town | None:
        page = self.instance if self.instance.pk else self.parent_page
        return town_of_page(page) if page else None

    def save(self, commit: bool = True) -> Page:
        """A new page is online once it is published: Wagtail would show it before anything could stop it."""
        if not self.instance.pk:
            self.instance.live = False
        return super().save(commit)


class TownForm(WithinTown, WagtailAdminModelForm):
    """For the town itself, for a row that has one, and for the settings of its site."""

    def own_town(self) -> Town | None:
        if isinstance(self.instance, Town):
            return self.instance
        return getattr(self.instance if hasattr(self.instance, "town_id") else self.instance.site, "town", None)
