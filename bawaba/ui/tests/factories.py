"""What the tests of the design system build."""

from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from bawaba.ui.context import page_context


def render_in(language: str, source: str, address: str = "", display: str = "", **values: object) -> str:
    """Return a piece of template rendered as a page in `language` would."""
    with translation.override(language):
        request = RequestFactory().get(address or f"/{language}/")
        request.COOKIES["display"] = display
        context = {**page_context(request), "request": request, **values}
        return Template("{% load i18n ui figures %}" + source).render(Context(context))
