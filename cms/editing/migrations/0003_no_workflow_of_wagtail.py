from django.db import migrations


def forwards(apps, schema_editor):
    """Wagtail's own workflow stands on the root of all towns, for a group that nobody is in: it stops here."""
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    WorkflowPage.objects.filter(page__depth=1).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cms_editing", "0002_reviewtask"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
