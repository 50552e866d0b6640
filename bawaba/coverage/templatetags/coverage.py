"""`{% load coverage %}`: shares and names as the reader reads them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bawaba.coverage import wording
from bawaba.coverage.types import LayerRecord
from bawaba.kernel.languages import pick
from bawaba.ui.charts.shapes import Reader
from bawaba.ui.figures import money_text

register = template.Library()
NOTHING = "–"


@register.simple_tag(takes_context=True)
def percent(context: Context, share: float | str | None, decimals: int = 1) -> SafeString | str:
    """`{% percent 0.252 %}` "25,2 %"; a dash where nothing is known."""
    if not isinstance(share, float | int):  # a template gives an empty text for what is not there
        return NOTHING
    reader = Reader(context["language"], context["display"].digits)
    return format_html("<bdi>{}\u00a0%</bdi>", reader.number(100 * share, decimals))


@register.simple_tag(takes_context=True)
def named(context: Context, names: Mapping[str, str]) -> SafeString:
    """`{% named area.names %}`: in the reader's language, else marked with its own."""
    picked = pick(names, context["language"])
    if picked.language == context["language"]:
        return format_html("{}", picked.text)
    return format_html('<span lang="{}" dir="auto">{}</span>', picked.language, picked.text)


@register.simple_tag(takes_context=True)
def source_of(context: Context, layer: LayerRecord) -> SafeString:
    """`{% source_of layer %}`: who made it, in the reader's language where it was translated."""
    if layer.sources:
        return named(context, layer.sources)
    return format_html('<span dir="auto">{}</span>', layer.source)


@register.simple_tag(takes_context=True)
def country_word(context: Context, name: str) -> SafeString | str:
    """`{% country_word "regions" %}`: what this country calls it, a general word where it does not say."""
    texts = context["country"].words.get(name)
    return named(context, texts) if texts else str(wording.COUNTRY_WORDS[name])


@register.simple_tag(takes_context=True)
def plain_country_word(context: Context, name: str) -> str:
    """`{% plain_country_word "regions" as label %}`: the text alone, for titles and labels."""
    texts = context["country"].words.get(name)
    return pick(texts, context["language"]).text if texts else str(wording.COUNTRY_WORDS[name])


@register.filter
def words(value: str, table: str) -> object:
    """`{{ share.place|words:"PLACES" }}`: what a value is called."""
    return getattr(wording, table).get(value, value)


@register.filter
def item(mapping: Mapping[str, object], key: str) -> object:
    """`{{ operators|item:share.operator }}`, empty where it is missing."""
    return mapping.get(key, {})


@register.simple_tag(takes_context=True)
def operators_named(
    context: Context, keys: Sequence[str], operators: Mapping[str, Mapping[str, str]]
) -> SafeString:
    """`{% operators_named keys operators %}`: their names, one after the other."""
    comma = "، " if context["language"] == "ar" else ", "
    return format_html_join(comma, "{}", ((named(context, operators.get(key, {})),) for key in keys))


@register.filter
def words_of(text: str) -> list[str]:
    """`{% for form in "csv geojson"|words_of %}`."""
    return text.split()


@register.filter
def quota_of(stratum: str) -> str:
    """`{{ "rural"|quota_of|words:"WISHES" }}`: the wish that a quota is."""
    return f"quota:{stratum}"


@register.simple_tag(takes_context=True)
def cost(context: Context, amount: float) -> SafeString:
    """`{% cost 90000.0 %}`: in the country's currency, a bare number where it says none."""
    reader = Reader(context["language"], context["display"].digits)
    currency = context["country"].currency
    if not currency:
        return format_html("<bdi>{}</bdi>", reader.number(amount, 0))
    told = money_text(Decimal(round(amount)), currency, context["language"], context["display"].digits)
    return format_html("<bdi>{}</bdi>", told)


@register.filter
def integer(value: float) -> int:
    """`{{ 3.0|integer }}`: a number that is whole by its nature."""
    return round(value)


@register.filter
def unlocalized(value: float) -> str:
    """`{{ form.cleaned_data.lat|unlocalized }}`: as addresses carry numbers."""
    return repr(float(value))


@register.simple_tag(takes_context=True)
def plain_name(context: Context, names: Mapping[str, str]) -> str:
    """`{% plain_name area.names %}`: the text alone, for titles, which carry no marks."""
    return pick(names, context["language"]).text
