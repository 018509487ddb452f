from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cms_pages", "0012_audit_moved")]

    operations = [
        migrations.RemoveField(model_name="legalpage", name=name) for name in ("audited_by", "audited_on", "conformity")
    ]
