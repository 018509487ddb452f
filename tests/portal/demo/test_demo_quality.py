"""The demonstration's own pages pass the gate: it shows what a site should be."""

import pytest
from django.core.management import call_command

from cms.editing.models import PageHealth
from cms.editing.services import page_check_next

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def test_no_page_has_anything_to_correct_or_improve(settings, data_folder):
    settings.PARVIS_DEMO_PASSWORD = "une phrase de test 2026"
    call_command("demo_load", verbosity=0)
    while page_check_next():
        pass
    wrong = PageHealth.objects.exclude(counts={}).values_list("page__title", "counts")
    assert list(wrong) == []
    assert PageHealth.objects.filter(html_bytes__gt=30_000).count() == 0
