from django.urls import path

from portal.documents import views

app_name = "documents"

urlpatterns = [
    path("compte/documents/", views.listing, name="list"),
    path("compte/documents/<int:pk>/", views.download, name="download"),
]
