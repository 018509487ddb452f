"""What a telephone sends: small, upright, without the place where it was taken."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Drawn
from PIL import ImageFile
from wagtail.images import get_image_model

from cms.editing.services import page_check_next
from cms.editing.uploads import LARGEST, picture_reduced
from cms.editing.weight import DESKTOP, PHONE, chosen, pictures_weigh, width_shown
from cms.pages.models import ContentPage, HomePage, NewsPage
from edm.organisation.api import Town
from tests.cms.editing.test_gate import image  # noqa: F401 - a fixture

GPS, ORIENTATION, TURNED = 0x8825, 0x0112, 6
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def sent(kind: str, size: tuple[int, int], *, mode: str = "RGB", **more: Any) -> SimpleUploadedFile:
    bytes_ = io.BytesIO()
    Drawn.new(mode, size, more.pop("colour", "teal")).save(bytes_, kind, **more)
    return SimpleUploadedFile(f"photo.{kind.lower()}", bytes_.getvalue(), Drawn.MIME[kind])


def photo(size: tuple[int, int] = (6000, 4000)) -> SimpleUploadedFile:
    """Of a telephone held upright: the sensor lies on its side, and the place is written in it."""
    exif = Drawn.Exif()
    exif[ORIENTATION] = TURNED
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (48.0, 6.0, 30.0)
    return sent("JPEG", size, exif=exif)


def test_a_photo_is_small_upright_and_tells_no_place() -> None:
    before = Drawn.open(photo())
    assert before.getexif().get_ifd(GPS)
    after = Drawn.open(picture_reduced(photo()))
    assert after.size == (1707, LARGEST)
    assert not dict(after.getexif())
    assert "exif" not in after.info


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "I;16"),
        ("WEBP", "RGBA"),
        ("AVIF", "RGB"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
    ],
)
def test_each_format_stays_what_it_is(kind: str, mode: str) -> None:
    file = sent(
        kind, (3000, 1500), mode=mode, colour=1 if mode in ("P", "I;16", "L") else (10, 20, 30, 40)[: len(mode)]
    )
    after = Drawn.open(picture_reduced(file))
    assert (after.format, after.size) == (kind, (LARGEST, LARGEST // 2))
    assert ("A" in after.mode) == (mode == "RGBA")


def test_a_small_picture_keeps_its_size_and_a_moving_one_its_bytes() -> None:
    assert Drawn.open(picture_reduced(sent("PNG", (40, 30)))).size == (40, 30)
    moving = sent("GIF", (40, 30))
    assert picture_reduced(moving).read() == (moving.seek(0), moving.read())[1]


def test_a_bomb_and_a_damaged_file_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)  # WeasyPrint turns it on for the whole process
    with pytest.raises(ValidationError) as refused:
        picture_reduced(sent("PNG", (5000, 5000), mode="1", colour=0))
    assert "5000 × 5000" in str(refused.value)
    whole = sent("PNG", (3000, 2000)).read()
    with pytest.raises(ValidationError):
        picture_reduced(SimpleUploadedFile("photo.png", whole[: len(whole) // 2]))


@pytest.mark.django_db
def test_every_way_in_makes_it_small(webmaster: Client, town: Town) -> None:
    told = {"title": "Pont", "collection": town.collection.pk, "tags": "", "description": "Le pont"}
    told |= dict.fromkeys(("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"), "")
    several = webmaster.post(
        "/gestion/images/multiple/add/", {"title": "Pont", "collection": town.collection.pk, "files[]": photo()}
    )
    assert several.json()["success"], several.content
    chooser = webmaster.post(
        "/gestion/images/chooser/create/",
        {f"image-chooser-upload-{name}": value for name, value in (told | {"file": photo()}).items()},
    )
    assert chooser.json()["step"] == "duplicate_found"  # made small, it is the same picture again
    one = webmaster.post("/gestion/images/add/", told | {"file": photo()})
    assert one.status_code == 302
    made = get_image_model().objects.all()
    assert len(made) == 3
    for picture in made:
        assert (picture.width, picture.height) == (1707, LARGEST)
        assert picture.file_size == picture.file.size
        with picture.open_file() as file:
            assert not dict(Drawn.open(file).getexif())


@pytest.mark.django_db
def test_the_point_that_matters_stays(webmaster: Client, town: Town, image: Any) -> None:  # noqa: F811
    told = {"title": "Pont", "collection": town.collection.pk, "tags": "", "description": "Le pont"}
    told |= {"focal_point_x": 100, "focal_point_y": 90, "focal_point_width": 40, "focal_point_height": 30}
    assert webmaster.post(f"/gestion/images/{image.pk}/", told).status_code == 302
    image.refresh_from_db()
    assert (image.focal_point_x, image.focal_point_y) == (100, 90)
    assert (image.width, image.height) == (1600, 900)


# -- On the page -----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_page_shows_its_pictures_in_two_formats_and_the_first_at_once(
    reader: Client,
    home: HomePage,
    add: Any,
    image: Any,  # noqa: F811
) -> None:
    image.contextual_alt_text = "Le pont"
    add(ContentPage, title="Une page", slug="une-page", body=[("image", image), ("image", image)])
    while page_check_next():
        pass
    assert image.renditions.count() == 6  # made by the worker: no reader waits for them
    shown = BeautifulSoup(reader.get("/une-page/").content, "html.parser")
    first, second = shown.select("main img")
    assert (first["loading"], second["loading"]) == ("eager", "lazy")
    assert first["alt"] == "Le pont"
    assert first["width"] == "480"
    assert [source["type"] for source in first.parent.find_all("source")] == ["image/avif"]
    assert ".webp" in first["src"]
    assert chosen(first, PHONE).endswith("format-avif.width-800.avif")
    assert chosen(first, DESKTOP).endswith("format-avif.width-800.avif")
    assert pictures_weigh(shown, PHONE) > 0
    assert image.renditions.count() == 6


@pytest.mark.django_db
def test_a_news_item_has_a_modern_picture_too(reader: Client, home: HomePage, add: Any, image: Any) -> None:  # noqa: F811
    news = home.get_children().get(slug="actualites").specific
    add(NewsPage, parent=news, title="N", slug="n", date="2026-01-02", image=image)
    shown = BeautifulSoup(reader.get("/actualites/n/").content, "html.parser")
    picture = shown.select_one(".actu picture img")
    assert picture is not None
    assert chosen(picture, PHONE).endswith(".avif")


@pytest.mark.parametrize(
    ("sizes", "viewport", "expected"),
    [
        ("(min-width: 760px) 704px, 100vw", 390, 390),
        ("(min-width: 760px) 704px, 100vw", 1280, 704),
        ("50vw", 1000, 500),
        ("", 390, 390),
        ("calc(100vw - 2rem)", 390, 390),
    ],
)
def test_the_width_that_a_picture_is_shown_at(sizes: str, viewport: int, expected: float) -> None:
    assert width_shown(sizes, viewport) == expected
