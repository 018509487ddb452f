"""Each word used as a topic becomes a topic of the town whose site the item stands in."""

from django.db import migrations
from django.utils.text import slugify


def topics_make(apps, schema_editor):
    NewsPage = apps.get_model("cms_pages", "NewsPage")
    NewsCategory = apps.get_model("cms_pages", "NewsCategory")
    Town = apps.get_model("edm_organisation", "Town")
    roots = {}
    Page = apps.get_model("wagtailcore", "Page")
    for town in Town.objects.select_related("site__root_page"):
        key = town.site.root_page.translation_key
        for path in Page.objects.filter(translation_key=key).values_list("path", flat=True):
            roots[path] = town.pk
    for item in NewsPage.objects.exclude(category_name="").only("path", "category_name"):
        town_id = next((pk for path, pk in roots.items() if item.path.startswith(path)), None)
        slug = slugify(item.category_name)[:50]
        if town_id is None or not slug:
            continue
        topic, _made = NewsCategory.objects.get_or_create(
            town_id=town_id, slug=slug, defaults={"name": item.category_name}
        )
        NewsPage.objects.filter(pk=item.pk).update(category=topic)


class Migration(migrations.Migration):
    dependencies = [("cms_pages", "0004_events_notices_topics"), ("edm_organisation", "0001_initial")]

    operations = [migrations.RunPython(topics_make, migrations.RunPython.noop)]
