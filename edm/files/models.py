"""What is kept of each file: its bytes, once and for ever, and the documents that name them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from edm.organisation.models import Town


class Blob(models.Model):
    """Bytes, written once under their SHA-256; the same bytes are stored once for the whole installation."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> Path:
        return Path(settings.PARVIS_DATA) / "files" / self.sha256[:2] / self.sha256[2:4] / self.sha256


class Document(models.Model):
    """A named file of a town. Who may open it is decided by what it belongs to (a case, a citizen's space)."""

    class TextState(models.TextChoices):
        TO_READ = "to_read", _("To read")  # the text layer has not been looked at
        TO_OCR = "to_ocr", _("To recognise")  # some page waits for OCR
        DONE = "done", _("Read")
        UNREADABLE = "unreadable", _("Unreadable")  # damaged, encrypted, or no text could be found
        NONE = "none", _("Without text")  # a kind of file whose text is not read

    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="+")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(_("name"), max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)
    page_count = models.PositiveIntegerField(default=0)
    text_state = models.CharField(max_length=10, choices=TextState, default=TextState.TO_READ)
    text_error = models.CharField(max_length=200, blank=True)
    # Counted before each reading: a file that ends the process is not tried for ever.
    read_attempts = models.PositiveSmallIntegerField(default=0)
    # When the state last moved: what has been "to read" or "to recognise" for long is taken up again.
    text_state_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["text_state", "id"], name="document_text_state")]  # the worker's query

    def __str__(self) -> str:
        return self.name


class DocumentPage(models.Model):
    """One page: its text, where it came from, and how it lies. OCR is one page a time."""

    class Source(models.TextChoices):
        LAYER = "layer", _("Text layer")
        OCR = "ocr", _("OCR")
        PENDING = "pending", _("Waiting for OCR")
        FAILED = "failed", _("OCR failed")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()  # from 1
    text = models.TextField(blank=True)
    source = models.CharField(max_length=8, choices=Source)
    confidence = models.FloatField(null=True)  # 0 to 100, of OCR
    rotation = models.PositiveSmallIntegerField(default=0)  # degrees clockwise that put the page upright
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["document", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_page_unique")]
        indexes = [models.Index(fields=["source", "id"], name="document_page_source")]

    def __str__(self) -> str:
        return f"{self.document}, {self.number}"
