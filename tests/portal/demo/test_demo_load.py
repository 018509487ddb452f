from collections import Counter

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from wagtail.models import Page

from cms.council.models import Act, Meeting, PublishedVersion
from edm.files.models import Document
from edm.organisation.models import Unit
from edm.register.models import Case, CaseKind
from edm.replies.models import ReplyTemplate
from portal.demo import cases, council, procedures, requests, site
from portal.operations.demo import demo_unfinished

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Where a load is cut: what is called once for each thing made, and how many of them get made.
CUTS = (
    (procedures, "_birth", 0),
    (council, "_deliberation", 1),
    (site, "_put", 5),
    (site, "_translation_put", 2),
    (cases, "receive", 2),
    (requests, "_reply", 1),
)


class Cut(BaseException):
    """As a kill: nothing may catch it."""


def world():
    counted = (Page, Meeting, Act, PublishedVersion, Document, Unit, CaseKind, ReplyTemplate, Case, get_user_model())
    return {model.__name__: model.objects.count() for model in counted}


def test_a_load_cut_short_goes_on_and_doubles_nothing(settings, monkeypatch, data_folder):
    settings.PARVIS_DEMO_PASSWORD = "une phrase de test 2026"
    for module, name, after in CUTS:
        real, calls = getattr(module, name), []

        def cut(*args, real=real, calls=calls, after=after, **options):
            calls.append(1)
            if len(calls) > after:
                raise Cut
            return real(*args, **options)

        with monkeypatch.context() as patched:
            patched.setattr(module, name, cut)
            with pytest.raises(Cut):
                call_command("demo_load", verbosity=0)
        assert demo_unfinished().exists()
    call_command("demo_load", verbosity=0)
    assert not demo_unfinished().exists()
    loaded = world()
    assert (loaded["Meeting"], loaded["Act"], loaded["PublishedVersion"], loaded["Document"]) == (2, 6, 8, 28)
    assert (loaded["Case"], loaded["User"], loaded["Unit"]) == (9, 11, 5)
    (waiting,) = Page.objects.filter(live=False)  # the contributor's
    assert waiting.workflow_in_progress
    addresses = Counter(Page.objects.values_list("url_path", flat=True))
    assert max(addresses.values()) == 1
    assert len(list((data_folder / "intake" / "scans").glob("*.*"))) == len(list(cases.LETTERS.iterdir()))

    call_command("demo_load", verbosity=0)
    assert world() == loaded
