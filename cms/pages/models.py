"""The public pages: home, content, news, legal notices, site plan; and what they all share."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage, InvalidPage, Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.pages import blocks
from cms.pages.drawings import Drawing

NEWS_PER_PAGE = 10


class Generation(models.Model):
    """One row: raised whenever the public may see something new (see generation.py)."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("generation")

    def __str__(self) -> str:
        return str(self.number)


@register_setting(icon="cogs", order=10)
class SiteSettings(BaseSiteSetting):
    """What all pages of a town share, in every language."""

    hours = StreamField([("day", blocks.DayBlock())], blank=True, verbose_name=_("opening hours"))
    closures = StreamField(
        [("closure", blocks.ClosureBlock())],
        blank=True,
        verbose_name=_("exceptional closures"),
        help_text=_("Days when the town hall stays closed, public holidays included."),
    )
    footer = StreamField(
        [("column", blocks.ColumnBlock())], blank=True, max_num=2, verbose_name=_("columns of the footer")
    )
    publication_director = models.CharField(
        _("publication director"), max_length=120, blank=True, help_text=_("Empty: the mayor.")
    )
    host = models.CharField(
        _("hosting company"), max_length=200, blank=True, help_text=_("Name and address of the company that hosts the site.")
    )

    panels = [
        FieldPanel("hours"),
        FieldPanel("closures"),
        FieldPanel("footer"),
        MultiFieldPanel([FieldPanel("publication_director"), FieldPanel("host")], heading=_("Legal notices")),
    ]

    class Meta:
        verbose_name = _("hours and footer")


class PublicPage(Page):
    """A page for everybody: the same for each reader, so it may be kept and served again as it is.

    Its template touches neither the reader's account nor a session. A page under a view restriction is still
    safe: Wagtail answers before `serve`, and readers who were let in carry a session cookie.
    """

    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("Search engines"),
        ),
        FieldPanel("show_in_menus"),
    ]

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        if not getattr(request, "is_preview", False):
            response.is_public_page = True
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import selectors

        context = super().get_context(request, *args, **kwargs)
        context["crumbs"] = selectors.crumbs(self)
        context["translations"] = selectors.translations(self)
        return context


class HomePage(PublicPage):
    greeting = models.CharField(_("greeting"), max_length=80, blank=True, help_text=_("The big words on the drawing."))
    search_example = models.CharField(_("example in the search box"), max_length=60, blank=True)
    alert = StreamField(
        [("alert", blocks.AlertBlock())],
        blank=True,
        max_num=1,
        verbose_name=_("alert"),
        help_text=_("A band above everything else. Remove it when it is over."),
    )
    shortcuts = StreamField(
        [("link", blocks.LinkBlock(label=_("Link")))], blank=True, max_num=6, verbose_name=_("frequent searches")
    )
    tiles = StreamField(
        [("tile", blocks.CardBlock())], blank=True, max_num=12, verbose_name=_("most used procedures")
    )
    procedures = models.ForeignKey(
        Page,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("page of all procedures"),
    )
    notice = StreamField(
        [("callout", blocks.CalloutBlock())], blank=True, max_num=1, verbose_name=_("notice beside the news")
    )
    events = StreamField(
        [("event", blocks.EventBlock())],
        blank=True,
        verbose_name=_("diary"),
        help_text=_("Past events leave the page by themselves."),
    )
    practical = StreamField(
        [("item", blocks.PracticalBlock())], blank=True, max_num=6, verbose_name=_("practical information")
    )

    max_count_per_parent = 1
    template = "pages/home.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("alert"),
        MultiFieldPanel(
            [FieldPanel("greeting"), FieldPanel("search_example"), FieldPanel("shortcuts")], heading=_("Threshold")
        ),
        MultiFieldPanel([FieldPanel("tiles"), FieldPanel("procedures")], heading=_("Procedures")),
        FieldPanel("notice"),
        FieldPanel("events"),
        FieldPanel("practical"),
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import home

        # No breadcrumb on the threshold, and the header knows the other homes: two queries saved.
        context = Page.get_context(self, request, *args, **kwargs)
        return context | home.context(self, request)


class ContentPage(PublicPage):
    introduction = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences under the title."))
    icon = models.CharField(_("icon"), max_length=20, blank=True, choices=blocks.ICON_CHOICES)
    body = StreamField(blocks.BodyBlock(), blank=True, verbose_name=_("content"))
    lists_children = models.BooleanField(
        _("show the pages below as tiles"), default=False, help_text=_("For a page that opens a part of the site.")
    )

    template = "pages/content.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("icon"),
        FieldPanel("body"),
        FieldPanel("lists_children"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = _("page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import selectors

        context = super().get_context(request, *args, **kwargs)
        context["children"] = selectors.tiles_below(self) if self.lists_children else []
        return context


class NewsIndexPage(PublicPage):
    introduction = models.TextField(_("introduction"), blank=True)

    subpage_types = ["cms_pages.NewsPage"]
    template = "pages/news_index.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import selectors

        context = super().get_context(request, *args, **kwargs)
        paginator = Paginator(selectors.news(self), NEWS_PER_PAGE)
        try:
            context["page_of_news"] = paginator.page(request.GET.get("page", 1))
        except (EmptyPage, InvalidPage) as error:
            raise Http404 from error
        return context


class NewsPage(PublicPage):
    date = models.DateField(_("date"))
    category = models.CharField(_("topic"), max_length=40, blank=True, help_text=_("One word: Works, School…"))
    summary = models.TextField(_("summary"), blank=True, help_text=_("One sentence, shown in the lists."))
    image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    drawing = models.CharField(
        _("drawing"),
        max_length=12,
        choices=Drawing,
        default=Drawing.TOWN,
        help_text=_("Shown where there is no picture."),
    )
    body = StreamField(blocks.BodyBlock(), blank=True, verbose_name=_("content"))

    parent_page_types = ["cms_pages.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "pages/news.html"
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("date"), FieldPanel("category"), FieldPanel("summary")], heading=_("In the lists")),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("drawing")], heading=_("Picture")),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("news item")
        indexes = [models.Index(fields=["-date"], name="news_by_date")]


class LegalPage(PublicPage):
    """A page the law asks for: written from the town's own data, which the webmaster completes."""

    class Kind(models.TextChoices):
        NOTICES = "notices", _("Legal notices")
        PRIVACY = "privacy", _("Personal data")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")
        TERMS = "terms", _("Terms of electronic exchanges")

    class Conformity(models.TextChoices):
        # Décret 2019-768: without a valid audit, a site is declared not conforming.
        NONE = "none", _("not conforming")
        PARTIAL = "partial", _("partially conforming")
        TOTAL = "total", _("fully conforming")

    kind = models.CharField(_("kind of legal page"), max_length=15, choices=Kind)
    body = RichTextField(
        _("added by the town"), blank=True, features=blocks.TEXT_FEATURES, help_text=_("Follows the text of the law.")
    )
    conformity = models.CharField(
        _("conformity"),
        max_length=10,
        choices=Conformity,
        default=Conformity.NONE,
        help_text=_("Without an audit of less than three years, the site is “not conforming”."),
    )
    audited_on = models.DateField(_("date of the audit"), null=True, blank=True)
    audited_by = models.CharField(_("auditor"), max_length=120, blank=True)

    subpage_types: list[str] = []
    template = "pages/legal.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("conformity"), FieldPanel("audited_on"), FieldPanel("audited_by")],
            heading=_("Accessibility statement"),
        ),
    ]

    class Meta:
        verbose_name = _("legal page")

    def clean(self) -> None:
        super().clean()
        if self.conformity != self.Conformity.NONE and not self.audited_on:
            raise ValidationError({"audited_on": _("Only an audit allows this: write its date.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "text_template": f"pages/legal/{self.kind}.html",
            "town": getattr(request, "town", None),
            "settings": SiteSettings.for_request(request),
        }


class SitePlanPage(PublicPage):
    """Every page of the site, as a tree."""

    subpage_types: list[str] = []
    template = "pages/site_plan.html"

    class Meta:
        verbose_name = _("site plan")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.pages import selectors

        context = super().get_context(request, *args, **kwargs)
        context["tree"] = selectors.tree(self)
        return context
