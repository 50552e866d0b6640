"""Words of the team's desk."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise

register = template.Library()


@register.filter
def named(names: Mapping[str, Promise], key: str) -> str:
    """Return the name of a key, or the key."""
    return str(names.get(key, key))


@register.filter
def plain(number: int) -> str:
    """Return a number as drawings need it, whatever the reader's figures."""
    return str(number)
