"""One stylesheet a town, kept for a year under the name of its content."""

import gzip
import re

from django.test import Client

from cms.theme.stylesheet import FILES, FOLDER, stylesheet, stylesheet_url


def test_every_file_of_the_theme_is_in_the_stylesheet():
    assert sorted(FILES) == sorted(path.stem for path in FOLDER.glob("*.css"))


def test_the_address_leads_to_the_stylesheet_and_is_kept(client: Client):
    response = client.get(stylesheet_url("#AA0000", "#00aa00"), headers={"accept-encoding": "gzip"})
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Vary"] == "Accept-Encoding"
    text = gzip.decompress(response.content).decode()
    assert "--ville:#aa0000;" in text.replace("#a90000", "#aa0000")


def test_an_old_address_serves_today_s_sheet_and_is_not_kept(client: Client):
    url = re.sub(r"[0-9a-f]{12}\.css", "0" * 12 + ".css", stylesheet_url())
    response = client.get(url)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


def test_another_town_s_colours_make_another_file():
    assert stylesheet_url("#aa0000", "#00aa00") != stylesheet_url()
    assert stylesheet("#aa0000", "#00aa00").digest != stylesheet("#0b4f4a", "#ffc629").digest


def test_it_is_light_and_asks_nothing_of_another_host():
    sheet = stylesheet("#0b4f4a", "#ffc629")
    assert len(sheet.gzipped) < 12_000
    assert not re.findall(r"url\((?!\"?data:)", sheet.plain.decode())
