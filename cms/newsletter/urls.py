from django.urls import path

from cms.newsletter import views

app_name = "newsletter"
urlpatterns = [
    path("lettre/", views.subscribe, name="subscribe"),
    path("lettre/demandee/", views.asked, name="asked"),
    path("lettre/confirmer/<str:token>/", views.confirm, name="confirm"),
    path("lettre/mes-choix/<str:token>/", views.preferences, name="preferences"),
    path("lettre/quitter/<str:token>/", views.leave, name="leave"),
]
