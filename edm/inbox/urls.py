"""The clerk's screens, under /gestion/courriers/."""

from django.urls import include, path

from edm.inbox.admin_views import files
from edm.inbox.admin_views.case import CaseActionView, CaseView
from edm.inbox.admin_views.listing import InboxView
from edm.replies.urls import urlpatterns as reply_urls

app_name = "inbox"
urlpatterns = [
    path("", InboxView.as_view(), name="list"),
    path("resultats/", InboxView.as_view(results_only=True), name="results"),
    path("<int:pk>/", CaseView.as_view(), name="case"),
    path("<int:pk>/faire/<slug:code>/", CaseActionView.as_view(), name="action"),
    path("<int:pk>/documents/<int:document_id>/", files.original, name="original"),
    path("<int:pk>/documents/<int:document_id>/page/<int:number>.jpg", files.page, name="page"),
    path("<int:pk>/", include(reply_urls)),
]
