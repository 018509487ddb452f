"""A page is translated by a copy in the other language's tree, of one's own town."""

import pytest
from django.test import Client

from cms.pages.models import ContentPage
from edm.organisation.api import Role, membership_grant
from tests.factories import user_make


@pytest.fixture
def webmaster(town):
    person = user_make()
    membership_grant(user=person, town=town, role=Role.WEBMASTER)
    client = Client(headers={"host": "alpha.example"})
    client.force_login(person, backend="portal.accounts.backends.LoginBackend")
    return client


def test_the_webmaster_translates_a_page(webmaster, add, reader):
    above = add(ContentPage, title="Vivre ici", slug="vivre-ici")
    page = add(ContentPage, parent=above, title="Eau", slug="eau")
    address = f"/gestion/translation/submit/page/{page.pk}/"
    assert address in webmaster.get(f"/gestion/pages/{page.pk}/edit/").content.decode()
    form = webmaster.get(address).context["form"]
    (english,) = form.fields["locales"].queryset
    parent = f"/gestion/translation/submit/page/{above.pk}/"
    assert parent in str(form.fields["locales"].help_text), "the page above comes first, and it says so"
    for one in (parent, address):
        assert webmaster.post(one, {"locales": [english.pk], "include_subtree": ""}).status_code == 302
    copy = page.get_translation(english)
    assert not copy.live, "it is written again first"
    assert copy.get_parent().specific.get_translation(page.locale) == above
    assert reader.get("/en/vivre-ici/eau/").status_code == 404
    copy.title = "Water"
    for one in (copy.get_parent().specific, copy):
        one.save_revision().publish()
    assert "Water" in reader.get(copy.url).content.decode()
    assert f'href="{copy.url}" lang="en"' in reader.get(page.url).content.decode()


def test_another_town_s_page_is_not_found(webmaster, other):
    theirs = other.site.root_page
    assert webmaster.get(f"/gestion/translation/submit/page/{theirs.pk}/").status_code == 404
