from django.contrib.auth.decorators import login_required
from django.urls import path

from portal.requests.views import filing, tracking

app_name = "requests"
account, code = {"door": "account"}, {"door": "code"}

urlpatterns = [
    path("demande/nouvelle/<uuid:key>/", filing.start, name="start"),
    path("demande/<uuid:pk>/etape/<int:number>/", filing.step, name="step"),
    path("demande/<uuid:pk>/verifier/", filing.check, name="check"),
    path("demande/<uuid:pk>/envoyee/", filing.sent, name="sent"),
    path("demande/<uuid:pk>/brouillon/", filing.kept, name="kept"),
    path("demande/<uuid:pk>/supprimer/", filing.discard, name="discard"),
    path("suivi/", tracking.track, name="track"),
    path("suivi/<uuid:pk>/", tracking.detail, code, name="code_detail"),
    path("suivi/<uuid:pk>/message/", tracking.message, code, name="code_message"),
    path("suivi/<uuid:pk>/reponses/", tracking.answers, code, name="code_answers"),
    path("suivi/<uuid:pk>/document/<int:document_id>/", tracking.document, code, name="code_document"),
    path("compte/demandes/", tracking.listing, name="list"),
    path("compte/demandes/<uuid:pk>/", login_required(tracking.detail), account, name="detail"),
    path("compte/demandes/<uuid:pk>/message/", login_required(tracking.message), account, name="message"),
    path("compte/demandes/<uuid:pk>/reponses/", login_required(tracking.answers), account, name="answers"),
    path(
        "compte/demandes/<uuid:pk>/document/<int:document_id>/",
        login_required(tracking.document),
        account,
        name="document",
    ),
]
