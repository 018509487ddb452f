"""What 0.1.0 kept of its deliberations, as acts and published versions. Nothing is lost, no address changes."""

from django.db import migrations
from django.utils import timezone
from django.utils.html import linebreaks


def carry_over(apps, schema_editor):
    Act = apps.get_model("cms_council", "Act")
    Meeting = apps.get_model("cms_council", "Meeting")
    PublishedVersion = apps.get_model("cms_council", "PublishedVersion")
    today = timezone.localdate()
    Meeting.objects.filter(date__lt=today).update(state="closed")
    Meeting.objects.filter(date__gte=today, published=True).update(state="convened")
    for act in Act.objects.select_related("meeting", "document__blob").iterator(chunk_size=200):
        act.nature = "deliberation"
        act.town_id, act.body_id = act.meeting.town_id, act.meeting.body_id
        act.date = act.meeting.date
        act.text = linebreaks(act.text, autoescape=True) if act.text else ""
        act.state = "adopted"
        if act.document_id and act.published_at:
            act.state = "published"
            act.current = PublishedVersion.objects.create(
                town_id=act.town_id,
                kind="act",
                act=act,
                document_id=act.document_id,
                sha256=act.document.blob_id,
                title=f"{act.number} · {act.title}",
                author=act.author,
                put_online_at=act.published_at,
            )
        elif act.document_id:
            act.state, act.signed_document_id = "signed", act.document_id
        act.save()


class Migration(migrations.Migration):
    dependencies = [
        ("cms_council", "0005_meetings_members_votes_acts"),
        ("edm_files", "0001_initial"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
