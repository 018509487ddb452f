"""The chooser of an entry, for blocks: it lists and gives the town's own entries alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cms.directory.models import Entry
from edm.organisation.api import TownRequest


class Own:
    request: TownRequest

    def get_object_list(self) -> QuerySet[Entry]:
        return Entry.objects.filter(town=self.request.town.pk)

    def get_object(self, pk: Any) -> Entry:
        found: Entry | None = self.get_object_list().filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def get_objects(self, pks: Any) -> QuerySet[Entry]:
        return self.get_object_list().filter(pk__in=pks)


class ChooseView(Own, chooser.ChooseView):
    pass


class ChooseResultsView(Own, chooser.ChooseResultsView):
    pass


class ChosenView(Own, chooser.ChosenView):
    pass


class ChosenMultipleView(Own, chooser.ChosenMultipleView):
    pass


class EntryChooserViewSet(ChooserViewSet):
    model = Entry
    name = "entry_chooser"
    url_prefix = "annuaire/choisir"
    icon = "group"
    choose_one_text = _("Choose an entry of the directory")
    choose_another_text = _("Choose another entry")
    edit_item_text = _("Edit this entry")
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView
    register_widget = False


entry_chooser = EntryChooserViewSet()
