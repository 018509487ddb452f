from django.db import migrations

REMOVED = ['alert', 'events', 'notice', 'practical', 'procedures', 'tiles']


class Migration(migrations.Migration):
    """What the sections of the home page hold now, and the alert, which has a table of its own."""

    dependencies = [("cms_pages", "0009_home_sections_filled")]

    operations = [migrations.RemoveField(model_name="homepage", name=name) for name in REMOVED]
