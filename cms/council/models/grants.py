"""Grants paid by the town: open data asks for those from 23,000 € on (décret 2017-779)."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.council.models.acts import Act


class Grant(models.Model):
    """One grant, as the SCDL schema "subventions" 2.1.1 tells it."""

    body = models.ForeignKey(
        "edm_organisation.LegalBody", on_delete=models.PROTECT, related_name="grants", verbose_name=_("legal body")
    )
    act = models.ForeignKey(
        Act, null=True, blank=True, on_delete=models.PROTECT, related_name="grants", verbose_name=_("deliberation")
    )
    agreed_on = models.DateField(_("date of the agreement"))
    reference = models.CharField(_("reference of the decision"), max_length=80, blank=True)
    beneficiary = models.CharField(_("beneficiary"), max_length=200)
    beneficiary_siret = models.CharField(_("SIRET of the beneficiary"), max_length=14, blank=True)
    beneficiary_rna = models.CharField(
        _("RNA number of the beneficiary"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^W\d{9}$", _("An RNA number is a W and nine digits."))],
    )
    purpose = models.CharField(_("purpose"), max_length=256)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    in_money = models.BooleanField(_("in money"), default=True)
    in_kind = models.BooleanField(_("in kind"), default=False)
    conditions = models.CharField(
        _("conditions of payment"),
        max_length=256,
        default="unique",
        help_text=_("“unique”, “échelonné”, or a description of your own."),
    )
    paid_from = models.DateField(_("paid from"))
    paid_until = models.DateField(_("paid until"), null=True, blank=True)
    notified_to_eu = models.BooleanField(_("declared as de minimis aid"), default=False)
    # Of several beneficiaries together: this one's part, from 0.01 to 1.
    share = models.DecimalField(_("part of the whole grant"), max_digits=3, decimal_places=2, default=1)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["-agreed_on", "beneficiary"]

    def __str__(self) -> str:
        return f"{self.beneficiary}, {self.amount}"
