from django.urls import path

from cms.pages import views
from cms.pages.cache import public_page
from cms.pages.feeds import NewsFeed

app_name = "pages"
# The same in every language.
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("media/images/<path:path>", views.rendition, name="rendition"),
]
# In the language of the address, whatever the pages themselves are called.
feed = public_page(NewsFeed())
localized_patterns = (
    [
        path("actualites/rss.xml", feed, name="news_feed"),
        path("actualites/<slug:slug>/rss.xml", feed, name="category_feed"),
        path("agenda/agenda.ics", views.diary_calendar, name="diary_calendar"),
        path("agenda/<int:pk>.ics", views.event_calendar, name="event_calendar"),
    ],
    "pages_localized",
)
