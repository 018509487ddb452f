"""The topic of a news item was a word; it becomes a row of the town's."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cms_pages", "0002_directory")]

    operations = [migrations.RenameField("NewsPage", "category", "category_name")]
