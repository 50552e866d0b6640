"""Addresses without a language lead to the reader's own; robots are told where the sitemap is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers


def _in_own_language(request: HttpRequest, name: str) -> HttpResponse:
    with override(get_language_from_request(request)):
        return HttpResponseRedirect(reverse(name))


@require_safe
@vary_on_headers("Accept-Language")
def door(request: HttpRequest) -> HttpResponse:
    """Lead to the home page in the language that the browser asks for."""
    return _in_own_language(request, "portal:home")


@require_safe
@vary_on_headers("Accept-Language")
def offline(request: HttpRequest) -> HttpResponse:
    """Show the offline page in the browser's language."""
    with override(get_language_from_request(request)):
        return render(request, "ui/offline.html")


@require_safe
@vary_on_headers("Accept-Language")
def manifest(request: HttpRequest) -> HttpResponse:
    """Lead to the manifest in the browser's language."""
    return _in_own_language(request, "ui:manifest")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots what not to crawl and where the sitemap is (RFC 9309)."""
    data = {"site_address": settings.SITE_ADDRESS, "languages": [code for code, _ in settings.LANGUAGES]}
    return render(request, "portal/robots.txt", data, content_type="text/plain; charset=utf-8")
