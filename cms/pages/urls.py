from django.urls import path

from cms.pages import views

app_name = "pages"
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("media/images/<path:path>", views.rendition, name="rendition"),
]
