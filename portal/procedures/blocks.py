"""What a webmaster puts in a procedure by clicks: steps, and in each the questions with their own settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from portal.procedures.choices import NEED_ICONS

INFO_FEATURES = ["bold", "italic", "ul", "ol", "link"]


def option_lines(text: str) -> list[str]:
    """The choices of a text where each stands on a line of its own; blank lines and doubles are dropped."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class QuestionBlock(blocks.StructBlock):
    """What every question has; a type adds its own settings and no more."""

    label = blocks.CharBlock(label=_("Question"), max_length=200)
    required = blocks.BooleanBlock(label=_("An answer is required"), required=False, default=True)
    help = blocks.CharBlock(
        label=_("Help"), required=False, max_length=300, help_text=_("One sentence, shown under the question.")
    )

    class Meta:
        label_format = "{label}"


class TextBlock(QuestionBlock):
    max_length = blocks.IntegerBlock(
        label=_("Longest answer, in characters"), required=False, default=200, min_value=1, max_value=500
    )

    class Meta:
        icon = "pilcrow"
        label = _("Short text")


class LongTextBlock(QuestionBlock):
    max_length = blocks.IntegerBlock(
        label=_("Longest answer, in characters"), required=False, default=4000, min_value=1, max_value=20000
    )

    class Meta:
        icon = "doc-full"
        label = _("Long text")


class EmailBlock(QuestionBlock):
    class Meta:
        icon = "mail"
        label = _("E-mail")


class PhoneBlock(QuestionBlock):
    class Meta:
        icon = "mobile-alt"
        label = _("Phone")


class DateBlock(QuestionBlock):
    period = blocks.ChoiceBlock(
        label=_("Dates accepted"),
        choices=[("any", _("All")), ("past", _("Today and before")), ("future", _("Today and after"))],
        default="any",
    )

    class Meta:
        icon = "date"
        label = _("Date")


class OptionsBlock(QuestionBlock):
    """A question whose answers are given: one a line."""

    options = blocks.TextBlock(label=_("Choices"), rows=5, help_text=_("One a line."))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if len(option_lines(cleaned["options"])) < 2:
            raise StructBlockValidationError(
                block_errors={"options": ValidationError(_("Write at least two choices, one a line."))}
            )
        return cleaned


class ChoiceBlock(OptionsBlock):
    display = blocks.ChoiceBlock(
        label=_("Shown as"),
        choices=[("radio", _("Buttons, all in sight")), ("list", _("A list to unfold"))],
        default="radio",
        help_text=_("Buttons up to six choices; a list beyond."),
    )

    class Meta:
        icon = "radio-full"
        label = _("One choice")


class SeveralBlock(OptionsBlock):
    class Meta:
        icon = "list-ul"
        label = _("Several choices")


class YesNoBlock(QuestionBlock):
    class Meta:
        icon = "check"
        label = _("Yes or no")


class FileBlock(QuestionBlock):
    count = blocks.IntegerBlock(
        label=_("How many files at most"), default=1, min_value=1, max_value=settings.PARVIS_UPLOAD_MAX_FILES
    )

    class Meta:
        icon = "upload"
        label = _("File")


class AddressBlock(QuestionBlock):
    class Meta:
        icon = "home"
        label = _("Address")


class InfoBlock(blocks.StructBlock):
    """Something to read, which asks nothing."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=INFO_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Information")


class QuestionsBlock(blocks.StreamBlock):
    text = TextBlock()
    long_text = LongTextBlock()
    choice = ChoiceBlock()
    choices = SeveralBlock()
    yes_no = YesNoBlock()
    date = DateBlock()
    file = FileBlock()
    address = AddressBlock()
    phone = PhoneBlock()
    email = EmailBlock()
    info = InfoBlock()


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title of the step"), max_length=120)
    intro = blocks.CharBlock(label=_("Introduction"), required=False, max_length=300)
    fields = QuestionsBlock(label=_("Questions"), required=False)

    class Meta:
        icon = "form"
        label = _("Step")
        label_format = "{title}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if all(child.block_type == "info" for child in cleaned["fields"]):
            message = _("Add at least one question to this step.")
            raise StructBlockValidationError(
                block_errors={"fields": blocks.StreamBlockValidationError(non_block_errors=[ValidationError(message)])}
            )
        return cleaned


class StepsBlock(blocks.StreamBlock):
    step = StepBlock()


class NeedBlock(blocks.StructBlock):
    """One thing to have at hand before starting."""

    title = blocks.CharBlock(label=_("What"), max_length=120)
    text = blocks.CharBlock(label=_("Precision"), required=False, max_length=200)
    icon = blocks.ChoiceBlock(label=_("Icon"), choices=NEED_ICONS, default="doc")

    class Meta:
        icon = "doc-full"
        label = _("Thing to have at hand")
        label_format = "{title}"


class NeedsBlock(blocks.StreamBlock):
    need = NeedBlock()
