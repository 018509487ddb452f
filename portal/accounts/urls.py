"""Addresses of the account. Those of allauth keep the names by which it calls them; its other pages stay shut."""

from allauth.account import views as allauth
from django.urls import path, re_path

from portal.accounts import counter_views, factor_views, views

app_name = "accounts"

urlpatterns = [
    path("", views.home, name="home"),
    path("preferences/", views.preferences, name="preferences"),
    path("double-authentification/", factor_views.status, name="factor"),
    path("double-authentification/installer/", factor_views.set_up, name="factor_set_up"),
    path("double-authentification/codes/", factor_views.codes, name="factor_codes"),
    path("double-authentification/desactiver/", factor_views.switch_off, name="factor_off"),
]

entrance_patterns = [
    path("connexion/", views.sign_in, name="account_login"),
    path("connexion/code/", factor_views.code, name="account_second_factor"),
    path("premiere-connexion/", counter_views.first_sign_in, name="account_first_sign_in"),
    path("deconnexion/", views.sign_out, name="account_logout"),
    path("inscription/", allauth.signup, name="account_signup"),
    path("inscription/message-envoye/", allauth.email_verification_sent, name="account_email_verification_sent"),
    path("inscription/confirmer/<str:key>/", allauth.confirm_email, name="account_confirm_email"),
    path("compte/ferme/", allauth.account_inactive, name="account_inactive"),
    path("compte/mot-de-passe/", allauth.password_change, name="account_change_password"),
    path("compte/mot-de-passe/choisir/", allauth.password_set, name="account_set_password"),
    path("mot-de-passe/", allauth.password_reset, name="account_reset_password"),
    path("mot-de-passe/message-envoye/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("mot-de-passe/change/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
