"""The catalogue as files."""

from django.http import Http404, HttpRequest, HttpResponse


def catalogue(request: HttpRequest, form: str) -> HttpResponse:
    raise Http404


def dcat(request: HttpRequest) -> HttpResponse:
    raise Http404
