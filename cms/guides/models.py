"""The sheets of service-public.fr (co-marquage): one set for the whole installation, shown by each town as its own.

The sheets are the State's and the same everywhere, so they are kept once; what differs is a town's choice to show
them and the links to its own procedures.
"""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

CODE = RegexValidator(r"^[FNR]\d{1,7}$", _("A sheet is called by F, N or R and digits, such as F1341."))


class GuideQuerySet(models.QuerySet["Guide"]):
    def live(self) -> GuideQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class Guide(models.Model):
    """One published sheet, theme, folder or resource, as its XML file says it."""

    class Kind(models.TextChoices):
        THEME = "theme", _("Theme")
        FOLDER = "folder", _("Folder")
        SHEET = "sheet", _("Sheet")
        RESOURCE = "resource", _("Form or online service")

    class Audience(models.TextChoices):
        PART = "part", _("Private persons")
        ASSO = "asso", _("Associations")
        PRO = "pro", _("Professionals")

    code = models.CharField(max_length=8, primary_key=True, validators=[CODE])
    kind = models.CharField(max_length=8, choices=Kind)
    audience = models.CharField(max_length=4, choices=Audience, default=Audience.PART)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    # From the home of the sheets to the parent: [code, title].
    trail = models.JSONField(default=list)
    theme = models.CharField(max_length=8, blank=True)  # code of the theme it belongs to
    updated_on = models.DateField(null=True)
    source_url = models.URLField(max_length=300, blank=True)
    # Rendered once, as it is imported (rendering/): links to sheets and the town's own part are filled as it is served.
    html = models.TextField()
    text = models.TextField()  # its words, for the search
    xml = models.TextField()
    sha256 = models.CharField(max_length=64)  # of the file
    # The version of our own rendering: another one renders the kept XML again.
    rendering = models.PositiveSmallIntegerField()
    unknown = models.JSONField(default=dict)  # elements that no rule knows: name → how many
    imported_at = models.DateTimeField(auto_now=True)
    # No longer in the set: kept, so that an old address can say so and lead to service-public.fr.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        ordering = ["title", "code"]
        indexes = [
            models.Index(fields=["kind", "audience", "title"], name="guide_kind_title"),
            models.Index(fields=["theme", "title"], name="guide_theme_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("guides:guide", args=[self.code])


class GuideImport(models.Model):
    """One run of the import: what it took, what it passed over and why."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    source = models.CharField(max_length=500)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    imported = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    skipped = models.JSONField(default=list)  # [name of the file, reason]
    unknown = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("import of guides")
        verbose_name_plural = _("imports of guides")
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.started_at:%d/%m/%Y %H:%M}, {self.get_state_display()}"


class TownGuides(models.Model):
    """What a town does with the sheets: shows them or not."""

    town = models.OneToOneField("edm_organisation.Town", on_delete=models.CASCADE, related_name="guides_choice")
    shown = models.BooleanField(_("show the guides of service-public.fr"), default=True)

    class Meta:
        verbose_name = _("guides shown")
        verbose_name_plural = _("guides shown")

    def __str__(self) -> str:
        return str(self.town)


class GuideLink(models.Model):
    """A sheet's own procedure in this town: shown before the State's text."""

    town = models.ForeignKey("edm_organisation.Town", on_delete=models.CASCADE, related_name="guide_links")
    code = models.CharField(
        _("sheet"), max_length=8, validators=[CODE], help_text=_("Its code, as in its address: F1341.")
    )
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("procedure or page of the town")
    )

    class Meta:
        verbose_name = _("link from a guide")
        verbose_name_plural = _("links from guides")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["town", "code", "page"],
                name="guide_link_unique",
                violation_error_message=_("This sheet leads to this page already."),
            )
        ]

    def __str__(self) -> str:
        return self.code
