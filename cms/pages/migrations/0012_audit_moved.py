from decimal import Decimal

from django.db import migrations

# The release before kept a status without its rate: the least that the law asks for that status.
RATES = {"total": Decimal(100), "partial": Decimal(50)}


def forwards(apps, schema_editor):
    """The audit of each site's first language becomes the site's own."""
    Site = apps.get_model("wagtailcore", "Site")
    LegalPage = apps.get_model("cms_pages", "LegalPage")
    AccessibilitySettings = apps.get_model("cms_pages", "AccessibilitySettings")
    for site in Site.objects.select_related("root_page"):
        below = LegalPage.objects.filter(path__startswith=site.root_page.path, kind="accessibility")
        for page in below.exclude(audited_on=None)[:1]:
            AccessibilitySettings.objects.update_or_create(
                site=site,
                defaults={
                    "audited_on": page.audited_on,
                    "audited_by": page.audited_by,
                    "rate": RATES.get(page.conformity, Decimal(0)),
                },
            )


class Migration(migrations.Migration):
    dependencies = [("cms_pages", "0011_accessibility")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
