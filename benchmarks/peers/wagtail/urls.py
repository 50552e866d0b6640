"""The addresses of `wagtail start`, with its search page replaced by ours over services."""

from bench.urls import urlpatterns as wagtail_patterns
from django.urls import path
from services.views import search

urlpatterns = [path("search/", search, name="search"), *wagtail_patterns]
