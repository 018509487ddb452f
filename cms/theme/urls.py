from django.urls import path, re_path

from cms.theme import views

app_name = "theme"
urlpatterns = [
    path("favicon.ico", views.icon, name="icon"),
    re_path(
        r"^theme/(?P<town>[0-9a-f]{6})-(?P<accent>[0-9a-f]{6})-(?P<digest>[0-9a-f]{12})\.css$",
        views.stylesheet,
        name="stylesheet",
    ),
]
