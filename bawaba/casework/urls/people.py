"""What a person sees of their requests: /fr/requests/…."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
