from django.urls import path

from cms.guides import views
from cms.guides.models import Guide

app_name = "guides"
urlpatterns = [
    path("fiches-pratiques/", views.index, name="index"),
    path("fiches-pratiques/associations/", views.index, {"audience": Guide.Audience.ASSO}, name="asso"),
    path("fiches-pratiques/professionnels/", views.index, {"audience": Guide.Audience.PRO}, name="pro"),
    path("fiches-pratiques/toutes/", views.listing, name="listing"),
    path("fiches-pratiques/<str:code>/", views.guide, name="guide"),
]
