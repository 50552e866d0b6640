"""`{% load agents %}`: what a browser says of itself, in two words."""

from django import template
from django.utils.translation import gettext

from bawaba.identity.views.agents import browser_name

register = template.Library()


@register.filter
def named_browser(agent: str) -> str:
    """`{{ session.user_agent|named_browser }}`: such as "Firefox, Windows"; in words where neither is known."""
    return browser_name(agent) or gettext("Unknown browser")
