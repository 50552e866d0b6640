"""Definitions that the tests share."""

from datetime import date
from typing import Any

from bawaba.forms.rules.definitions import parse_definition
from bawaba.forms.types import Definition

TODAY = date(2026, 11, 24)


def known(code: str) -> bool:
    return code in {"04.421.01.01", "06.141.01.01"}


def words(text: str) -> dict[str, str]:
    return {"ar": f"{text} ع", "fr": text}


def make_field(key: str, type_: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": type_, "label": words(key)} | more


def make_raw(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a definition of one page as JSON."""
    page = {"key": "first", "title": words("First page"), "fields": list(fields)}
    return {"format": 1, "title": words("A form"), "languages": ["ar", "fr"], "pages": [page]} | more


def make_definition(*fields: dict[str, Any], **more: Any) -> Definition:
    return parse_definition(make_raw(*fields, **more))


OPTIONS = [{"value": value, "label": words(value)} for value in ("full", "short", "other")]
EVERY_KIND: list[dict[str, Any]] = [
    make_field("name", "text", required=True, settings={"least_length": 2, "most_length": 40}),
    make_field("story", "long-text", settings={"most_length": 200}),
    make_field("count", "integer", settings={"least": 0, "most": 20}),
    make_field("size", "number", settings={"decimals": 2, "least": 0, "most": 500}),
    make_field("price", "money", settings={"currency": "MAD", "least": 0}),
    make_field("born", "date", settings={"earliest": "1900-01-01", "latest": "today"}, required=True),
    make_field("copy", "choice", options=OPTIONS, required=True),
    make_field("reasons", "multi-choice", options=OPTIONS, settings={"least": 1, "most": 2}),
    make_field("abroad", "yes-no", required=True),
    make_field("cnie", "national-id"),
    make_field("ice", "ice"),
    make_field("rc", "rc"),
    make_field("iban", "iban"),
    make_field("rib", "rib"),
    make_field("phone", "phone"),
    make_field("email", "email"),
    make_field("site", "url"),
    make_field("town", "territory"),
    make_field("home", "address", when={"==": [{"var": "copy"}, "full"]}, required=True),
    make_field("point", "map-point"),
    make_field("papers", "file", settings={"document": "cnie", "most": 2}),
    make_field("signed", "signature", settings={"level": "substantial"}),
    make_field("about", "information"),
    make_field("age", "computed", settings={"value": {"years_between": [{"var": "born"}, {"var": "today"}]}}),
    make_field("guardian", "text", when={"<": [{"var": "age"}, 18]}, required=True),
    make_field(
        "family", "group", when={"var": "abroad"},
        fields=[
            make_field("country", "text", required=True),
            make_field(
                "children", "repeat", settings={"least": 1, "most": 3},
                fields=[
                    make_field("child", "text", required=True),
                    make_field("child_born", "date", settings={"latest": "today"}),
                    make_field("school", "text", when={"!!": [{"var": "child_born"}]}, required=True),
                ],
            ),
            make_field("total", "integer", checks=[
                {"that": {"==": [{"var": "total"}, {"count": [{"var": "children"}]}]}, "message": words("They differ")}]),
        ],
    ),
    make_field("truth", "declaration", required=True),
]  # fmt: skip

GOOD: dict[str, Any] = {
    "name": "أمينة العلوي", "story": "One\nTwo", "count": 3, "size": 12.25, "price": 1250.5, "born": "1990-05-17",
    "copy": "full", "reasons": ["short"], "abroad": True, "cnie": "AB123456", "ice": "001561191000066",
    "rc": {"number": "12345", "court": "Casablanca"}, "iban": "MA64011519000001205000534921",
    "rib": "011519000001205000534921", "phone": "+212612345678", "email": "a.alaoui@exemple.ma",
    "site": "https://exemple.ma/a?b=1", "town": "04.421.01.01",
    "home": {"line": "12, rue Atlas", "territory": "06.141.01.01", "postcode": "20000"},
    "point": {"lat": 33.97, "lon": -6.85}, "papers": ["a" * 32],
    "signed": {"level": "high", "at": "2026-11-24T10:00:00Z", "digest": "0" * 64},
    "country": "France", "children": [{"child": "Sara"}, {"child": "Adam", "child_born": "2018-01-02", "school": "CE1"}],
    "total": 2, "truth": True,
}  # fmt: skip
