"""What a webmaster composes a page of. A block holds content; how it looks is the theme's business."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from cms.directory.blocks import ContactOfEntryBlock, HoursOfEntryBlock, MapOfEntryBlock
from cms.pages.media_blocks import GalleryBlock, ProcedureBlock, VideoBlock
from cms.theme.icons import ICON_CHOICES

TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]
LINE_FEATURES = ["bold", "italic", "link", "document-link"]


class Tone(TextChoices):
    INFO = "info", _("Information")
    ATTENTION = "att", _("Attention")
    OK = "ok", _("Good news, end of an alert")
    URGENT = "err", _("Urgent")


class IconBlock(blocks.ChoiceBlock):
    choices = ICON_CHOICES

    class Meta:
        label = _("Icon")
        required = False


class LinkBlock(blocks.StructBlock):
    """A page of the site, or else an address."""

    title = blocks.CharBlock(label=_("Title"), required=False, help_text=_("Empty: the page's own title."))
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.CharBlock(
        label=_("Address"),
        required=False,
        help_text=_("Instead of a page: https://… or, on this site, /conseil/"),
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        errors = {}
        if not value["page"] and not value["address"]:
            errors["page"] = ValidationError(_("Choose a page or write an address."))
        if value["address"] and not value["address"].startswith(("https://", "http://", "/", "mailto:", "tel:")):
            errors["address"] = ValidationError(_("Begin the address with https:// or with /"))
        if value["address"] and not value["title"]:
            errors["title"] = ValidationError(_("Write what the link leads to."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return value


class CardBlock(LinkBlock):
    note = blocks.CharBlock(label=_("Line below"), required=False, max_length=80)
    icon = IconBlock(required=False)

    class Meta:
        icon = "link"
        label = _("Tile")


class TitledTextBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(choices=Tone.choices, default=Tone.INFO, label=_("Tone"))
    title = blocks.CharBlock(label=_("First words, in bold"), required=False, max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), features=LINE_FEATURES)

    class Meta:
        icon = "warning"
        label = _("Call-out")
        template = "pages/blocks/callout.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words quoted"))
    author = blocks.CharBlock(label=_("Who said so"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "pages/blocks/quote.html"


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"))
    role = blocks.CharBlock(label=_("Position"), required=False)
    phone = blocks.CharBlock(label=_("Phone"), required=False, max_length=30)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    address = blocks.TextBlock(label=_("Address"), required=False, rows=2)
    hours = blocks.CharBlock(label=_("Hours"), required=False)

    class Meta:
        icon = "user"
        label = _("Contact")
        template = "pages/blocks/contact.html"


class FigureBlock(blocks.StructBlock):
    number = blocks.CharBlock(label=_("Figure"), max_length=20)
    label = blocks.CharBlock(label=_("What it counts"), max_length=80)


class TableBlock(blocks.StructBlock):
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("rich_text", blocks.RichTextBlock(label=_("Rich text"), features=LINE_FEATURES, required=False)),
        ],
        label=_("Table"),
        help_text=_("Give it a caption: it is read first to those who don't see it."),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "pages/blocks/table.html"


class BodyBlock(blocks.StreamBlock):
    """Everything a content page may hold."""

    heading = blocks.CharBlock(label=_("Heading"), icon="title", template="pages/blocks/heading.html", max_length=120)
    text = blocks.RichTextBlock(
        label=_("Text"), icon="pilcrow", features=TEXT_FEATURES, template="pages/blocks/text.html"
    )
    image = ImageBlock(label=_("Picture"), template="pages/blocks/image.html")
    gallery = GalleryBlock()
    callout = CalloutBlock()
    accordion = blocks.ListBlock(
        TitledTextBlock(), label=_("Questions that unfold"), icon="list-ul", template="pages/blocks/accordion.html"
    )
    steps = blocks.ListBlock(TitledTextBlock(), label=_("Steps"), icon="list-ol", template="pages/blocks/steps.html")
    table = TableBlock()
    quote = QuoteBlock()
    documents = blocks.ListBlock(
        DocumentChooserBlock(), label=_("Documents"), icon="doc-full", template="pages/blocks/documents.html"
    )
    video = VideoBlock()
    procedure = ProcedureBlock()
    cards = blocks.ListBlock(CardBlock(), label=_("Links"), icon="link", template="pages/blocks/cards.html")
    contact = ContactBlock()
    directory_contact = ContactOfEntryBlock()
    directory_hours = HoursOfEntryBlock()
    directory_map = MapOfEntryBlock()
    figures = blocks.ListBlock(
        FigureBlock(), label=_("Key figures"), icon="order", template="pages/blocks/figures.html"
    )


class SpanBlock(blocks.CharBlock):
    """Hours as 0.1.0 kept them: named by its migrations. Those of today are in cms.directory.hours_blocks."""


class EventBlock(blocks.StructBlock):
    day = blocks.DateBlock(label=_("Date"))
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    details = blocks.CharBlock(
        label=_("When and where"), required=False, max_length=120, help_text=_("Like: 9.30 am, on the quay")
    )
    page = blocks.PageChooserBlock(label=_("Page that says more"), required=False)

    class Meta:
        icon = "date"
        label = _("Event")


class PracticalBlock(blocks.StructBlock):
    icon = IconBlock(required=False)
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), features=LINE_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Information")


class ColumnBlock(blocks.StructBlock):
    """A column of the footer; its heading is one of a few, since they are translated."""

    heading = blocks.ChoiceBlock(
        label=_("Heading"),
        choices=[
            ("now", _("At the moment")),
            ("informed", _("Keep informed")),
            ("living", _("Living here")),
            ("useful", _("Useful")),
        ],
    )
    pages = blocks.ListBlock(blocks.PageChooserBlock(label=_("Page")), label=_("Pages"))

    class Meta:
        icon = "list-ul"
        label = _("Column")
