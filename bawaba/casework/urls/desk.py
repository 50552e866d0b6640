"""Where agents and supervisors handle requests: /fr/case-desk/…."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
