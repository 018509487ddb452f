"""News: its topics, its list, its items."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import EmptyPage, InvalidPage, Paginator
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms.pages.drawings import Drawing
from cms.pages.illustrated import IllustratedPage
from cms.pages.public import PublicPage
from edm.organisation.admin_api import TownPageForm

PER_PAGE = 10


class NewsCategory(models.Model):
    """A topic of a town's news: "Travaux", "École"…"""

    town = models.ForeignKey("edm_organisation.Town", on_delete=models.CASCADE, related_name="news_categories")
    name = models.CharField(_("name"), max_length=40)
    slug = models.SlugField(
        _("short name"), max_length=50, blank=True, help_text=_("As in its address. Empty: its name.")
    )

    class Meta:
        verbose_name = _("topic of the news")
        verbose_name_plural = _("topics of the news")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["town", "slug"], name="news_category_slug_unique")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.slug = self.slug or slugify(self.name)[:50]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or slugify(self.name)[:50]
        super().save(*args, **kwargs)


class NewsPageForm(TownPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("category")
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = NewsCategory.objects.filter(town=self.own_town())


class NewsIndexPage(PublicPage):
    introduction = models.TextField(_("introduction"), blank=True)

    subpage_types = ["cms_pages.NewsPage"]
    template = "pages/news_index.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    page_description = _("The list of the news, and their feed. A piece of news is written below it.")
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import selectors

        context = super().get_context(request, *args, **kwargs)
        categories = selectors.categories_of(self)
        asked = request.GET.get("theme", "")
        category = next((one for one in categories if one.slug == asked), None)
        if asked and category is None:
            raise Http404
        paginator = Paginator(selectors.news(self, category), PER_PAGE)
        try:
            context["page_of_news"] = paginator.page(request.GET.get("page", 1))
        except (EmptyPage, InvalidPage) as error:
            raise Http404 from error
        context |= {"categories": categories, "category": category}
        return context | {"query": f"theme={category.slug}&" if category else ""}


class NewsPage(IllustratedPage):
    date = models.DateField(_("date"))
    category = models.ForeignKey(
        NewsCategory,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("topic"),
    )
    drawing = models.CharField(
        _("drawing"),
        max_length=12,
        choices=Drawing,
        default=Drawing.TOWN,
        help_text=_("Shown where there is no picture."),
    )

    base_form_class = NewsPageForm
    parent_page_types = ["cms_pages.NewsIndexPage"]
    template = "pages/news.html"
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("date"), FieldPanel("category"), FieldPanel("summary")], heading=_("In the lists")),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("drawing")], heading=_("Picture")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("news item")
        indexes = [models.Index(fields=["-date"], name="news_by_date")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import selectors

        return super().get_context(request, *args, **kwargs) | {"related": selectors.news_related(self)}
