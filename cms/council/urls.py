from django.urls import path

from cms.council import views

app_name = "council"
urlpatterns = [
    path("conseil/", views.meetings, name="meetings"),
    path("conseil/seances/<int:pk>/", views.meeting, name="meeting"),
    path("conseil/deliberations/<int:pk>/", views.deliberation, name="deliberation"),
    path("conseil/deliberations/<int:pk>/document.pdf", views.document, name="document"),
]
