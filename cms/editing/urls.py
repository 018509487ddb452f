from django.urls import path

from cms.editing import views

app_name = "quality"
urlpatterns = [
    path("", views.PagesView.as_view(), name="pages"),
    path("medias/", views.UnusedView.as_view(), name="unused"),
    path("relue/<int:page_id>/", views.reviewed, name="reviewed"),
]
