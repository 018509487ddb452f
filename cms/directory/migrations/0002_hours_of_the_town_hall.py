"""The hours and closures of 0.1.0, which were settings of the site, become those of the town hall's entry."""

from datetime import date

from django.db import migrations

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def hours_to_entries(apps, schema_editor):
    SiteSettings = apps.get_model("cms_pages", "SiteSettings")
    Entry = apps.get_model("cms_directory", "Entry")
    Town = apps.get_model("edm_organisation", "Town")
    for town in Town.objects.all():
        settings = SiteSettings.objects.filter(site_id=town.site_id).first()
        if settings is None:
            continue
        days = {}
        for block in settings.hours.raw_data:
            row = block["value"]
            spans = [span for span in (row.get("morning"), row.get("afternoon")) if span]
            days.setdefault(WEEKDAYS[int(row["day"])], []).extend(spans)
        closures = [block["value"]["day"] for block in settings.closures.raw_data]
        if not days and not closures:
            continue
        entry = Entry(
            town=town,
            kind="town_hall",
            name="Mairie",
            slug="mairie",
            position=1,
            address=town.address,
            postcode=town.postcode,
            city=town.city,
            phone=town.phone,
            email=town.email,
            published=True,
            **{day: ", ".join(spans) for day, spans in days.items()},
        )
        entry.exceptions = [
            ("exception", {"starts": date.fromisoformat(day), "ends": None, "hours": "", "reason": ""})
            for day in closures
        ]
        entry.save()


class Migration(migrations.Migration):
    dependencies = [
        ("cms_directory", "0001_initial"),
        ("cms_pages", "0001_initial"),
        ("edm_organisation", "0003_second_factor"),
    ]
    operations = [migrations.RunPython(hours_to_entries, migrations.RunPython.noop, elidable=False)]
