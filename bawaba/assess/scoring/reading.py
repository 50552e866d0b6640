"""Read YAML and JSON as plain values, and say on which line each value stands."""

import json
import re
from collections.abc import Mapping
from typing import Final

import yaml

from bawaba.assess.types import Fault, Json, Path, Refused

MOST_CHARACTERS: Final = 8_000_000
MOST_VALUES: Final = 400_000
MOST_DEPTH: Final = 60
_TAGS: Final = {
    f"tag:yaml.org,2002:{name}"
    for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
}
_LONG_NUMBER: Final = re.compile(r"\d{4000,}")
_INTEGER: Final = re.compile(r"[-+]?\d+")
_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_WORDS: Final[Mapping[str, Json]] = {
    "": None, "null": None, "~": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "NaN": float("nan"), ".nan": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf"),
    ".inf": float("inf"), "-.inf": float("-inf"),
}  # fmt: skip


class Document:
    """A value that was read from a file, with the line of each of its parts."""

    __slots__ = ("_lines", "_text", "value")

    def __init__(self, value: Json, text: str, lines: dict[Path, int] | None = None) -> None:
        self.value = value
        self._text = text
        self._lines = lines

    def line(self, path: Path) -> int:
        """Return the line of the value at `path`, or of the nearest one around it."""
        if self._lines is None:
            self._lines = _Walk(self._text.replace("\t", " ")).lines
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def fault(self, code: str, path: Path, detail: object = "") -> Fault:
        """Return a fault of the value at `path`."""
        return Fault(code, self.line(path), ".".join(map(str, path)), str(detail)[:200])


def read_json(text: str) -> Document:
    """Return what JSON spells; a name twice in one object is refused.

    raises: Refused
    """
    _check_size(text)
    try:
        value = json.loads(text, object_pairs_hook=_pairs)
    except json.JSONDecodeError as fault:
        raise Refused(Fault("not-json", fault.lineno, "", fault.msg)) from fault
    except _Twice as fault:
        line = next((at for at, one in enumerate(text.splitlines(), 1) if f'"{fault}"' in one), 0)
        raise Refused(Fault("name-twice", line, "", str(fault))) from fault
    except RecursionError as fault:
        raise Refused(Fault("too-deep", 1)) from fault
    except ValueError as fault:  # a whole number of thousands of digits
        found = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        raise Refused(Fault("out-of-range", line)) from fault
    return Document(value, text)


def read_yaml(text: str) -> Document:
    """Return what YAML spells: maps with text names, lists, texts, numbers, true, false, null.

    Tags, anchors and names that stand twice are refused: a method has one reading only.
    raises: Refused
    """
    _check_size(text)
    walk = _Walk(text)
    return Document(walk.value, text, walk.lines)


def read_either(text: str) -> Document:
    """Return what a file spells that may be JSON or YAML.

    raises: Refused
    """
    return read_json(text) if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else read_yaml(text)


def _check_size(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise Refused(Fault("too-long", 0, "", str(MOST_CHARACTERS)))


class _Twice(Exception):
    """A name stands twice in one object."""


def _pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


class _Walk:
    """One reading of a tree of nodes: its value, and the line of each part."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._seen: set[int] = set()
        try:
            root = yaml.compose(text, Loader=yaml.CSafeLoader)
        except yaml.MarkedYAMLError as fault:
            mark = fault.problem_mark or fault.context_mark
            raise Refused(Fault("not-yaml", mark.line + 1 if mark else 0, "", fault.problem or "")) from fault
        except (yaml.YAMLError, RecursionError) as fault:
            raise Refused(Fault("not-yaml", 0, "", str(fault)[:120])) from fault
        self.value: Json = None if root is None else self._read(root, ())

    def _read(self, node: yaml.Node, path: Path) -> Json:
        line = node.start_mark.line + 1
        self.lines[path] = line
        if id(node) in self._seen:
            raise Refused(Fault("anchor", line, ".".join(map(str, path))))
        self._seen.add(id(node))
        if len(path) > MOST_DEPTH or len(self._seen) > MOST_VALUES:
            raise Refused(Fault("too-deep", line, ".".join(map(str, path))))
        if node.tag not in _TAGS:
            raise Refused(Fault("tag", line, ".".join(map(str, path)), node.tag))
        if isinstance(node, yaml.MappingNode):
            return self._map(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._read(item, (*path, place)) for place, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return _scalar(node)

    def _map(self, node: yaml.MappingNode, path: Path) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for key, item in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise Refused(Fault("name-not-text", line, ".".join(map(str, path))))
            if key.value in found:
                raise Refused(Fault("name-twice", line, ".".join(map(str, path)), key.value))
            found[key.value] = self._read(item, (*path, key.value))
            self.lines[(*path, key.value)] = line
        return found


def _scalar(node: yaml.ScalarNode) -> Json:
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) < 300 else text
    return float(text) if _NUMBER.fullmatch(text) else text
