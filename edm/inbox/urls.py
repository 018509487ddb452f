"""The clerk's screens, under /gestion/courriers/."""

from django.urls import path

from edm.inbox.admin_views.listing import InboxView

app_name = "inbox"
urlpatterns = [
    path("", InboxView.as_view(), name="list"),
    path("resultats/", InboxView.as_view(results_only=True), name="results"),
]
