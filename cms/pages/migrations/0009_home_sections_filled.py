"""The home page's fields become its sections, in the order in which they were shown; its alert becomes a row.

Drafts and past revisions too: what a webmaster had not published yet is there when the editor opens.
"""

import json
from uuid import uuid4

from django.conf import settings
from django.db import migrations
from django.utils import timezone

STREAMS = ("alert", "events", "notice", "practical", "tiles")


def items(raw):
    """The values of a stream of one kind, as a list block keeps them."""
    return [{"type": "item", "value": block["value"], "id": str(uuid4())} for block in raw]


def sections_of(streams, procedures):
    """`streams`: field to the raw blocks it held. The sections as a stream keeps them."""
    found = []

    def add(kind, value):
        found.append({"type": kind, "value": value, "id": str(uuid4())})

    if streams["tiles"] or procedures:
        add("procedures", {"title": "", "tiles": items(streams["tiles"]), "page": procedures})
    add("news", {"notice": items(streams["notice"])})
    add("diary", {"events": items(streams["events"])})
    add("council", None)
    add("hours", None)
    if streams["practical"]:
        add("practical", {"items": items(streams["practical"])})
    return found


def read(value):
    """The raw blocks of a revision's field: JSON in a text."""
    return json.loads(value) if isinstance(value, str) and value else value or []


def forwards(apps, schema_editor):
    HomePage = apps.get_model("cms_pages", "HomePage")
    Revision = apps.get_model("wagtailcore", "Revision")
    for home in HomePage.objects.all():
        streams = {name: list(getattr(home, name).raw_data) for name in STREAMS}
        home.sections = json.dumps(sections_of(streams, home.procedures_id))
        home.save(update_fields=["sections"])
    for revision in Revision.objects.filter(object_id__in=[str(pk) for pk in HomePage.objects.values_list("pk", flat=True)]):
        content = revision.content
        if "tiles" not in content or "sections" in content:  # of something else with the same number
            continue
        streams = {name: read(content.get(name)) for name in STREAMS}
        content["sections"] = json.dumps(sections_of(streams, content.get("procedures")))
        revision.save(update_fields=["content"])
    alerts_moved(apps)


def alerts_moved(apps):
    HomePage = apps.get_model("cms_pages", "HomePage")
    Page = apps.get_model("wagtailcore", "Page")
    Town = apps.get_model("edm_organisation", "Town")
    Alert = apps.get_model("cms_pages", "Alert")
    for town in Town.objects.select_related("site"):
        root = HomePage.objects.filter(pk=town.site.root_page_id).first()
        if root is None:
            continue
        told = {}
        for home in HomePage.objects.filter(translation_key=root.translation_key).select_related("locale"):
            for block in list(home.alert.raw_data)[:1]:
                told[home.locale.language_code] = block["value"]
        if not told:
            continue
        main = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in told else next(iter(told))
        first = told.pop(main)
        page = first.get("page")
        Alert.objects.create(
            town=town,
            tone=first.get("tone") or "att",
            title=first.get("title") or "",
            text=first.get("text") or "",
            translations={
                code: {"title": value.get("title") or "", "text": value.get("text") or ""}
                for code, value in told.items()
            },
            page_id=page if page and Page.objects.filter(pk=page).exists() else None,
            starts_at=timezone.now(),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("cms_pages", "0008_home_sections_alerts"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
