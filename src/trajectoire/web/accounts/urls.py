"""Addresses of accounts, under ``/compte/``."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from trajectoire.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("entrer/", views.LoginView.as_view(), name="login"),
    path("sortir/", LogoutView.as_view(), name="logout"),
    path("mot-de-passe/", views.PasswordChangeView.as_view(), name="password"),
    path(
        "mot-de-passe/<uidb64>/<token>/",
        views.PasswordChooseView.as_view(),
        name="choose_password",
    ),
    path("cles/<int:number>/revoquer/", views.revoke, name="revoke"),
    path("membres/<slug:kind>/<slug:code>/", views.members, name="members"),
    path(
        "membres/<slug:kind>/<slug:code>/<int:number>/retirer/",
        views.remove_member,
        name="remove_member",
    ),
]
