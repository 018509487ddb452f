"""Deliberations become acts: one table for deliberations, orders and decisions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cms_council", "0003_initial")]

    operations = [migrations.RenameModel("Deliberation", "Act")]
