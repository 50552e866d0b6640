"""Addresses of the design system, each behind a language: /ar/settings, /fr/ui/."""

from django.urls import path

from bawaba.ui import views

app_name = "ui"
urlpatterns = [
    path("settings", views.display_settings, name="settings"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("ui/", views.gallery_page, name="gallery"),
]
