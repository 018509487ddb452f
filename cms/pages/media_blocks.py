"""Blocks that show what is kept elsewhere: pictures together, a video on its host, an online procedure."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageChooserBlock


class GalleryBlock(blocks.ListBlock):
    """Several pictures side by side, each with its own alternative text."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(ImageBlock(), min_num=2, max_num=24, **kwargs)

    class Meta:
        icon = "image"
        label = _("Pictures side by side")
        template = "pages/blocks/gallery.html"


class VideoValue(blocks.StructValue):
    @property
    def host(self) -> str:
        return urlsplit(self["address"]).netloc.removeprefix("www.")


class VideoBlock(blocks.StructBlock):
    """A link to a video where it is: nothing of that host is asked for before the reader goes there."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    address = blocks.URLBlock(label=_("Address"), help_text=_("Of the video's page: https://…"))
    poster = ImageChooserBlock(label=_("Picture"), required=False)
    transcript = blocks.TextBlock(
        label=_("What is said in it"), required=False, help_text=_("For those who can't hear or see it.")
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "pages/blocks/video.html"
        value_class = VideoValue


class ProcedureBlock(blocks.PageChooserBlock):
    """A page of the site, shown as what one can do there."""

    class Meta:
        icon = "edit"
        label = _("Link to a procedure")
        template = "pages/blocks/procedure.html"
