"""`{% load ui %}`: the components. README.md beside this room lists them with their arguments."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from bawaba.ui import icons
from bawaba.ui.pages import PageLink, page_links
from bawaba.ui.templatetags.figures import number

register = template.Library()
Values = dict[str, object]
_NOTICE_ICONS = {
    "info": "info",
    "warning": "triangle-alert",
    "success": "circle-check",
    "error": "circle-alert",
    "unverified": "shield-alert",
}


def _attributes(**pairs: object) -> SafeString:
    """Return the attributes that have a value, each with a space before it."""
    given = (
        (name.replace("_", "-"), value) for name, value in pairs.items() if value not in ("", None, False)
    )
    return format_html_join("", ' {}="{}"', given)


class _KeptNode(template.Node):
    """A part of a template that depends on the page's language alone: rendered once by each process."""

    def __init__(self, inside: NodeList) -> None:
        self._inside = inside
        self._texts: dict[str, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = str(context.get("language", ""))
        if language not in self._texts:
            self._texts[language] = self._inside.render(context)
        return self._texts[language]


@register.tag
def kept(parser: Parser, token: Token) -> _KeptNode:
    """`{% kept %}…{% endkept %}`: what depends on nothing but the page's language, such as the footer."""
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return _KeptNode(inside)


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "search" %}`: an icon hidden from screen readers."""
    return icons.svg(name)


@register.simple_tag
def button(label: str, kind: str = "primary", type: str = "submit", **attributes: str) -> SafeString:  # noqa: A002 (HTML's word)
    """`{% button "Send" kind="secondary" icon="send" name="act" value="send" %}`."""
    drawing = icons.svg(attributes.pop("icon")) if attributes.get("icon") else ""
    extra = _attributes(**attributes)
    return format_html(
        '<button class="button button-{}" type="{}"{}>{}{}</button>', kind, type, extra, drawing, label
    )


@register.simple_tag
def link_button(url: str, label: str, kind: str = "primary", **attributes: str) -> SafeString:
    """`{% link_button url "Start now" external=True %}`: a link that looks like a button."""
    external = bool(attributes.pop("external", ""))
    name = attributes.pop("icon", "") or ("external-link" if external else "")
    drawing = icons.svg(name) if name else ""
    rel = "external noopener" if external else attributes.pop("rel", "")
    extra = _attributes(rel=rel, **attributes)
    return format_html('<a class="button button-{}" href="{}"{}>{}{}</a>', kind, url, extra, label, drawing)


@register.simple_tag
def badge(label: str, kind: str = "plain", icon: str = "") -> SafeString:
    """`{% badge "Free" kind="success" icon="check" %}`; kinds: plain, success, info, warning, error, unverified."""
    drawing = icons.svg(icon) if icon else ""
    return format_html('<span class="badge badge-{}">{}{}</span>', kind, drawing, label)


@register.simple_tag
def confidence(level: str) -> SafeString:
    """`{% confidence card.confidence %}`: how sure we are, in words, as a badge."""
    if level == "official":
        return badge(pgettext("confidence", "Read on an official page"), "plain", "file-text")
    if level == "press":
        return badge(pgettext("confidence", "From the press, not verified"), "unverified", "newspaper")
    return badge(pgettext("confidence", "Not verified"), "unverified", "shield-alert")


@register.simple_block_tag
def notice(
    content: str, kind: str = "info", title: str = "", level: int = 2, live: bool = False
) -> SafeString:
    """`{% notice "unverified" title="…" %}…{% endnotice %}`; kinds: info, warning, success, error, unverified."""
    heading = format_html('<h{0} class="notice-title">{1}</h{0}>', level, title) if title else ""
    role = _attributes(role="alert" if kind == "error" else "status") if live else ""
    return format_html(
        '<div class="notice notice-{}"{}>{}<div class="notice-body">{}{}</div></div>',
        kind, role, icons.svg(_NOTICE_ICONS.get(kind, "info")), heading, content,
    )  # fmt: skip


@register.simple_block_tag
def card(content: str, title: str, url: str = "", icon: str = "", level: int = 3) -> SafeString:
    """`{% card "Birth" url="…" icon="baby" %}…{% endcard %}`: a surface whose whole area follows its link."""
    name = format_html('<a href="{}">{}</a>', url, title) if url else title
    heading = format_html('<h{0} class="card-title">{1}</h{0}>', level, name)
    drawing = icons.svg(icon) if icon else ""
    return format_html(
        '<div class="card{}">{}<div>{}{}</div></div>', " card-link" if url else "", drawing, heading, content
    )


@register.simple_block_tag
def facts(content: str, label: str = "") -> SafeString:
    """`{% facts %}{% fact "Bring this" icon="file-text" %}…{% endfact %}{% endfacts %}`."""
    return format_html('<dl class="facts"{}>{}</dl>', _attributes(aria_label=label), content)


@register.simple_block_tag
def fact(content: str, label: str, icon: str = "", wide: bool = False) -> SafeString:
    """One line of `facts`: a question's short name and its answer."""
    drawing = icons.svg(icon) if icon else ""
    return format_html(
        '<div class="fact{}"><dt>{}{}</dt><dd>{}</dd></div>',
        " fact-wide" if wide else "",
        drawing,
        label,
        content,
    )


@register.simple_block_tag
def disclosure(content: str, summary: str, open: bool = False, id: str = "") -> SafeString:  # noqa: A002 (HTML's words)
    """`{% disclosure "Legal basis" %}…{% enddisclosure %}`: <details>, closed unless `open`."""
    state = mark_safe(" open") if open else ""
    return format_html(
        '<details class="disclosure"{}{}><summary>{}{}</summary><div class="disclosure-body">{}</div></details>',
        _attributes(id=id), state, summary, icons.svg("chevron-down"), content,
    )  # fmt: skip


@register.simple_block_tag
def data_table(content: str, label: str) -> SafeString:
    """`{% data_table "Services in review" %}<table>…</table>{% enddata_table %}`: scrolls on its own, header stays."""
    return format_html(
        '<div class="table" role="region" tabindex="0" aria-label="{}">{}</div>', label, content
    )


@register.simple_block_tag
def empty_state(content: str, title: str, icon: str = "search", level: int = 2) -> SafeString:
    """`{% empty_state "Nothing found" %}what to do next{% endempty_state %}`."""
    return format_html(
        '<div class="empty">{}<h{} class="empty-title">{}</h{}>{}</div>',
        icons.svg(icon),
        level,
        title,
        level,
        content,
    )


@register.simple_tag
def progress(value: int, of: int, label: str) -> SafeString:
    """`{% progress 62 100 "Completeness" %}`: a bar that says its figures in words beside it."""
    text = gettext("%(value)s of %(of)s") % {"value": value, "of": of}
    return format_html(
        '<label class="progress"><span>{}</span> <progress value="{}" max="{}">{}</progress> <bdi>{}</bdi></label>',
        label, value, of, text, text,
    )  # fmt: skip


@register.inclusion_tag("ui/components/search_box.html", takes_context=True)
def search_box(context: Mapping[str, Any], size: str = "", id: str = "q", query: str = "") -> Values:  # noqa: A002 (HTML's word). Any: Django's context
    """`{% search_box size="large" query=query %}`: the form that leads to /{lang}/search, with suggestions."""
    return {"language": context.get("language"), "size": size, "id": id, "query": query}


@register.inclusion_tag("ui/components/service_card.html", takes_context=True)
def service_card(
    context: Mapping[str, Any], card: object, level: int = 3, url: str = ""
) -> Values:  # Any: Django's context
    """`{% service_card card %}`: a catalogue `ServiceCard` (or anything of its shape)."""
    shared = {name: context.get(name) for name in ("language", "direction", "display")}
    return {**shared, "card": card, "level": level, "url": url}


@register.inclusion_tag("ui/components/breadcrumb.html", takes_context=True)
def breadcrumb(context: Mapping[str, Any], *parts: str) -> Values:  # Any: Django's context
    """`{% breadcrumb url "Life events" url "Birth" "Register a birth" %}`: pairs, then the page itself."""
    links = [{"url": url, "label": label} for url, label in zip(parts[:-1:2], parts[1:-1:2], strict=True)]
    return {"language": context.get("language"), "links": links, "last": parts[-1] if parts else ""}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Mapping[str, Any], number: int, pages: int) -> Values:  # Any: Django's context
    """`{% pagination page pages %}`: numbered pages that keep the rest of the address (`?page=`)."""
    request = context.get("request")
    given = request.GET.copy() if isinstance(request, HttpRequest) else None
    pairs = [(key, value) for key, value in given.items() if key != "page"] if given is not None else []
    links: list[PageLink] = page_links(number=number, pages=pages, query=urlencode(pairs))
    shared = {name: context.get(name) for name in ("language", "display")}
    return {**shared, "number": number, "pages": pages, **{"links": links},
            "before": next((link for link in links if link.number == number - 1), None),
            "after": next((link for link in links if link.number == number + 1), None)}  # fmt: skip


@register.simple_tag(takes_context=True)
def facet_group(
    context: Mapping[str, Any],  # Any: Django's context
    label: str,
    name: str,
    options: Iterable[Any],
    open: bool = True,  # noqa: A002 (HTML's word)
) -> SafeString:
    """`{% facet_group "Audience" "audience" options %}`: links that narrow a list, without a script.

    options: rows with `value`, `label`, `count`; the chosen one is read from the address
    """
    request = context["request"]
    chosen = request.GET.get(name, "")
    rest = urlencode([(key, value) for key, value in request.GET.items() if key not in {name, "page"}])
    rows = [_facet_row(context, option, name, chosen, rest) for option in options]
    if not rows:
        return SafeString("")
    return format_html(
        '<details class="facet"{}><summary>{}{}</summary>\n<ul>{}</ul></details>\n',
        mark_safe(" open") if open or chosen else "", label, icons.svg("chevron-down"), mark_safe("".join(rows)),  # noqa: S308 (rows are safe)
    )  # fmt: skip


def _facet_row(
    context: Mapping[str, Any], option: Any, name: str, chosen: str, rest: str
) -> str:  # Any: Django's context, a row
    """Return one choice as HTML: a link that narrows the list, or lets the choice go when it is chosen."""
    value = str(_read(option, "value"))
    label, count = escape(_read(option, "label")), _read(option, "count")
    shown = "" if count is None else f' <span class="facet-count">{number(context, count)}</span>'
    if value == chosen:
        told = escape(gettext("(chosen; follow to remove)"))
        return (
            f'<li><a href="?{escape(rest)}" aria-current="true" rel="nofollow">{icons.svg("circle-x")}'
            f'<span>{label}</span>{shown}<span class="visually-hidden"> {told}</span></a></li>\n'
        )
    query = f"{rest}&{name}={quote_plus(value)}" if rest else f"{name}={quote_plus(value)}"
    return f'<li><a href="?{escape(query)}" rel="nofollow"><span>{label}</span>{shown}</a></li>\n'


def _read(option: Any, name: str) -> Any:  # Any: a row of the caller's
    return option[name] if isinstance(option, Mapping) else getattr(option, name)


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField) -> Values:
    """`{% field form.title %}`: label, help, error and the widget, tied together."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "") or type(widget).__name__.lower()
    return {
        "field": bound,
        "choice": kind == "checkbox" and type(widget).__name__ == "CheckboxInput",
        "group": getattr(widget, "use_fieldset", False),
        "optional": not bound.field.required,
    }


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: object, sample: bool = False) -> Values:
    """`{% error_summary form %}`: what is wrong, on top, each line leading to its field.

    The script moves the focus to it, except to a `sample`.
    """
    return {"form": form, "sample": sample}
