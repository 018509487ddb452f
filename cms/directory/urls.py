from django.urls import path

from cms.directory import proposal_views, views

app_name = "directory"
urlpatterns = [
    path("annuaire/", views.entries, name="list"),
    path("annuaire/proposer/association/", proposal_views.add, name="add"),
    path("annuaire/proposer/merci/", proposal_views.thanks, name="thanks"),
    path("annuaire/<slug:slug>/", views.entry, name="entry"),
    path("annuaire/<slug:slug>/contact.vcf", views.vcard, name="vcard"),
    path("annuaire/<slug:slug>/proposer/", proposal_views.change, name="propose"),
]
