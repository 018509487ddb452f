"""The reply's screen, included beside its case under /gestion/courriers/<id>/."""

from django.urls import path

from edm.replies.admin_views import ReplyView, letter, preview

urlpatterns = [
    path("repondre/", ReplyView.as_view(), name="reply"),
    path("repondre/apercu.pdf", preview, name="reply_preview"),
    path("lettres/<int:reply_id>.pdf", letter, name="letter"),
]
