"""The ledger's screens, under /gestion/registre/."""

from django.urls import path

from edm.inbox.admin_views import ledger, receptions

app_name = "ledger"
urlpatterns = [
    path("", ledger.DayView.as_view(), name="day"),
    path("envois/<int:mail_id>/", ledger.resend, name="resend"),
    path("<int:pk>/", receptions.ReceptionView.as_view(), name="reception"),
    path("<int:pk>/original/", receptions.original, name="original"),
    path("<int:pk>/<slug:decision>/", receptions.DecisionView.as_view(), name="decide"),
]
