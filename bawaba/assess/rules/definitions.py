"""Read a method from YAML or JSON, and say everything that is wrong with it, line by line."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bawaba.assess.rules.conditions import condition_faults
from bawaba.assess.rules.settings import action_faults, setting_faults
from bawaba.assess.scoring.options import Options
from bawaba.assess.scoring.reading import Document
from bawaba.assess.types import (
    COLOURS,
    FORMAT,
    Choice,
    Column,
    Fault,
    Json,
    Method,
    Path,
    Question,
    Refused,
    ScoringRule,
    Section,
    Suggestion,
    Texts,
)

TYPES: Final = ("single", "multiple", "number", "text", "date", "table", "file")
SCORING: Final = ("points", "shares", "decision", "composite", "mean", "levels")
PARTS: Final = {part: part for part in ("impact", "mitigation", "none")}
LANGUAGES: Final = ("ar", "fr", "en", "zgh")
MOST_QUESTIONS: Final = 2_000
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_URN: Final = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,30}:[A-Za-z0-9()+,.:=@;$_!*'-]{1,120}")
_VERSION: Final = re.compile(r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?")
_CHOOSING: Final = ("single", "multiple")


def read_method(document: Document) -> Method:
    """Return the method that a document spells.

    raises: Refused, with every fault and its line
    """
    reader = _Reader(document)
    method = reader.method()
    faults = [
        *reader.faults,
        *condition_faults(method, document),
        *setting_faults(method, document),
        *action_faults(method, document),
    ]
    if faults:
        raise Refused(*faults)
    return method


class _Reader:
    """Reads a method from the outside in, and keeps what it finds wrong."""

    def __init__(self, document: Document) -> None:
        self.faults: list[Fault] = []
        self._document = document
        self._languages: tuple[str, ...] = ()
        self._seen: set[str] = set()

    def _fault(self, code: str, path: Path, detail: object = "") -> None:
        self.faults.append(self._document.fault(code, path, detail))

    def method(self) -> Method:
        if not isinstance(self._document.value, Mapping):
            raise Refused(self._document.fault("not-a-map", ()))
        whole = self._options((), self._document.value)
        if whole.find("format")[1] not in (None, FORMAT):
            self._fault("unknown-format", ("format",), FORMAT)
        self._languages = self._names(whole, "languages") or ("en",)
        for language in set(self._languages) - set(LANGUAGES):
            self._fault("unknown-language", ("languages",), language)
        found = Method(
            urn=self._matching(whole, "urn", _URN),
            version=self._matching(whole, "version", _VERSION),
            titles=self._texts(whole, "titles", (), needed=True),
            languages=self._languages,
            help=self._texts(whole, "help", ()),
            sections=tuple(self._section(path, item) for path, item in self._items(whole, "sections", ())),
            scoring=tuple(self._scoring(path, item) for path, item in self._items(whole, "scoring", ())),
            obligations=self._obligations(whole),
            actions=tuple(self._action(path, item) for path, item in self._items(whole, "actions", ())),
            source=whole.text(("source",)),
            licence=whole.text(("licence",)),
        )
        whole.finish()
        if not found.questions or len(found.questions) > MOST_QUESTIONS:
            self._fault("no-questions", ("sections",), MOST_QUESTIONS)
        return found

    def _section(self, path: Path, item: Json) -> Section:
        options = self._options(path, item)
        found = Section(
            id=self._identifier(options, path),
            titles=self._texts(options, "titles", path, needed=True),
            help=self._texts(options, "help", path),
            when=options.find("when")[1],
            weight=options.number(("weight",), 1.0, 0, 1e9),
            repeat=int(options.number(("repeat",), 1, 1, 100)),
            roles=self._names(options, "roles"),
            questions=tuple(
                self._question(below, one) for below, one in self._items(options, "questions", path)
            ),
        )
        options.finish()
        return found

    def _question(self, path: Path, item: Json) -> Question:
        options = self._options(path, item)
        kind = options.word(("type",), {one: one for one in TYPES}, "text")
        found = Question(
            id=self._identifier(options, path),
            type=kind,
            titles=self._texts(options, "titles", path, needed=True),
            help=self._texts(options, "help", path),
            when=options.find("when")[1],
            required=options.flag(("required",), False),
            evidence=options.flag(("evidence",), False),
            roles=self._names(options, "roles"),
            same_as=self._names(options, "same_as"),
            draws_on=self._names(options, "draws_on"),
            part=options.word(("part",), PARTS, "none"),
            weight=options.number(("weight",), 1.0, 0, 1e9),
            least=_known(options, "least"),
            most=_known(options, "most"),
            choices=self._choices(options, path),
            columns=self._columns(options, path),
        )
        options.finish()
        if (kind in _CHOOSING) != bool(found.choices):
            self._fault("no-choices" if kind in _CHOOSING else "unwanted-choices", path, found.id)
        if found.least is not None and found.most is not None and found.least > found.most:
            self._fault("bad-bounds", (*path, "most"), found.most)
        return found

    def _choices(self, options: Options, path: Path) -> tuple[Choice, ...]:
        found: list[Choice] = []
        for below, item in self._items(options, "choices", path):
            inside = self._options(below, item)
            choice = Choice(
                id=self._identifier(inside, below, among={one.id for one in found}),
                titles=self._texts(inside, "titles", below, needed=True),
                points=inside.number(("points",), 0.0),
                value=_known(inside, "value"),
                risk=inside.word(("risk",), {one: one for one in COLOURS}, "unknown")
                if inside.find("risk")[1] is not None
                else None,
                tags=self._names(inside, "tags"),
                help=self._texts(inside, "help", below),
                auto=inside.find("auto")[1],
            )
            inside.finish()
            found.append(choice)
        return tuple(found)

    def _columns(self, options: Options, path: Path) -> tuple[Column, ...]:
        """Return the columns of a table: a name alone, or an id with its titles."""
        found: list[Column] = []
        for below, item in self._items(options, "columns", path):
            inside = self._options(below, {"id": item} if isinstance(item, str) else item)
            name = self._identifier(inside, below, among={one.id for one in found})
            found.append(Column(name, self._texts(inside, "titles", below)))
            inside.finish()
        return tuple(found)

    def _scoring(self, path: Path, item: Json) -> ScoringRule:
        options = self._options(path, item)
        kind = options.word(("type",), {one: one for one in SCORING}, "composite")
        settings = {name: value for name, value in options.given.items() if name not in ("id", "type")}
        return ScoringRule(self._identifier(options, path), kind, settings)

    def _action(self, path: Path, item: Json) -> Suggestion:
        options = self._options(path, item)
        found = Suggestion(
            id=self._identifier(options, path),
            titles=self._texts(options, "titles", path, needed=True),
            when=options.find("when")[1],
            effort=_known(options, "effort"),
            gain=_known(options, "gain"),
            cost_mad=options.numbers(("cost_mad",), (), 2),
            requires=self._names(options, "requires"),
        )
        options.finish()
        return found

    def _obligations(self, whole: Options) -> Mapping[str, list[Texts]]:
        _name, given = whole.find("obligations")
        if given is not None and not isinstance(given, Mapping):
            self._fault("not-a-map", ("obligations",), given)
        found: dict[str, list[Texts]] = {}
        for level, items in given.items() if isinstance(given, Mapping) else ():
            if not isinstance(items, list):
                self._fault("not-a-list", ("obligations", level), items)
                continue
            found[level] = [
                self._checked(item, ("obligations", level, place), needed=True)
                for place, item in enumerate(items)
            ]
        return found

    def _options(self, path: Path, item: Json) -> Options:
        if not isinstance(item, Mapping):
            self._fault("not-a-map", path, item)
            item = {}
        return Options(self._document, path, item, self.faults)

    def _items(self, options: Options, name: str, path: Path) -> Iterator[tuple[Path, Json]]:
        _name, value = options.find(name)
        if value is not None and not isinstance(value, list):
            self._fault("not-a-list", (*path, name), value)
        for place, item in enumerate(value if isinstance(value, list) else ()):
            yield (*path, name, place), item

    def _names(self, options: Options, name: str) -> tuple[str, ...]:
        _name, value = options.find(name)
        if value is not None and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            options.fault("not-a-list", (name,), value)
            return ()
        return tuple(value or ())

    def _identifier(self, options: Options, path: Path, among: set[str] | None = None) -> str:
        _name, value = options.find("id")
        seen = self._seen if among is None else among
        if not isinstance(value, str) or not _ID.fullmatch(value):
            self._fault("bad-id", (*path, "id"), value)
        elif value in seen:
            self._fault("name-twice", (*path, "id"), value)
        seen.add(str(value))
        return str(value)

    def _matching(self, options: Options, name: str, shape: re.Pattern[str]) -> str:
        _name, value = options.find(name)
        if not isinstance(value, str) or not shape.fullmatch(value):
            self._fault(f"bad-{name}", (name,), value)
        return str(value)

    def _texts(self, options: Options, name: str, path: Path, *, needed: bool = False) -> Texts:
        _name, value = options.find(name)
        return self._checked(value, (*path, name), needed=needed)

    def _checked(self, value: Json, path: Path, *, needed: bool) -> Texts:
        """Return texts by language; every language of the method is there, or none where none is needed."""
        if value is None and not needed:
            return {}
        if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
            self._fault("no-texts", path, value)
            return {}
        for language in self._languages:
            if not value.get(language, "").strip():
                self._fault("no-text", path, language)
        return dict(value)


def _known(options: Options, name: str) -> float | None:
    _name, value = options.find(name)
    return None if value is None else options.one_number(value, (name,))
