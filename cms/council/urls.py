from django.urls import path
from django.views.generic import RedirectView

from cms.council import files, gazette_views, json_api, opendata_views, views
from cms.council.feeds import ActsFeed

app_name = "council"
# The address of each nature of acts, in the reader's words.
NATURES = (("deliberations", "deliberation"), ("arretes", "order"), ("decisions", "decision"))

urlpatterns = [
    path("conseil/", views.meetings, name="meetings"),
    # Where somebody arrives who shortens the address of a meeting.
    path("conseil/seances/", RedirectView.as_view(pattern_name="council:meetings", query_string=True)),
    path("conseil/seances/<int:pk>/", views.meeting, name="meeting"),
    path("conseil/deliberations/scdl.csv", opendata_views.deliberations, name="scdl_deliberations"),
    path("conseil/subventions/scdl.csv", opendata_views.grants, name="scdl_grants"),
    path("conseil/versions/<int:pk>/document.pdf", files.version, name="version"),
    path("conseil/versions/<int:pk>/verifier/", files.check, name="check"),
    path("conseil/pieces/<int:pk>/document.pdf", files.attachment, name="attachment"),
    path("conseil/recueil/", gazette_views.gazettes, name="gazettes"),
    path("conseil/rss.xml", ActsFeed(), name="rss"),
    path("conseil/api/", json_api.about, name="api"),
    path("conseil/api/actes/", json_api.acts, name="api_acts"),
    path("conseil/api/actes/<int:pk>/", json_api.act, name="api_act"),
    path("conseil/api/seances/", json_api.meetings, name="api_meetings"),
]
for word, nature in NATURES:
    urlpatterns += [
        path(f"conseil/{word}/", views.acts, {"nature": nature}, name=f"{nature}s"),
        path(f"conseil/{word}/<int:pk>/", views.act, {"nature": nature}, name=nature),
        path(f"conseil/{word}/<int:pk>/document.pdf", files.document, {"nature": nature}, name=f"{nature}_document"),
    ]
