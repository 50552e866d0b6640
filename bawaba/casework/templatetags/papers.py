"""`{% load papers %}`: texts in a given language, days in words, and articles of laws as they are cited."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bawaba.kernel.languages import direction_of, pick
from bawaba.ui import figures

register = template.Library()
_ARTICLE: Final = re.compile(r"(?:Loi|Law) ([\w.-]+)(?:, article ([\w.-]+))?")
_DECREE: Final = re.compile(r"(?:Décret|Decree) ([\w.-]+)")


@register.filter
def in_language(texts: Mapping[str, str], language: str) -> str | SafeString:
    """`{{ texts|in_language:code }}` picks the text, marked with its language where it fell back."""
    picked = pick(texts, language)
    if picked.language == language:
        return conditional_escape(picked.text)
    return format_html(
        '<span lang="{}" dir="{}">{}</span>', picked.language, direction_of(picked.language), picked.text
    )


@register.filter
def day_in(day: date, language: str) -> SafeString:
    """`{{ day|day_in:code }}` writes a day in words, isolated from what stands around it."""
    return format_html("<bdi>{}</bdi>", figures.day_text(day, language))


@register.filter
def cited(article: str) -> str:
    """`{{ "Loi 55-19, article 16"|cited }}` cites a law or a decree in the reader's language; others stay."""
    law, decree = _ARTICLE.fullmatch(article), _DECREE.fullmatch(article)
    if law and law[2]:
        return _("Law %(law)s, article %(article)s") % {"law": law[1], "article": law[2]}
    if law:
        return _("Law %(law)s") % {"law": law[1]}
    return _("Decree %(decree)s") % {"decree": decree[1]} if decree else article
