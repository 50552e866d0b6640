"""YAML and JSON are read one way only, and every value knows its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.assess.scoring.reading import read_either, read_json, read_yaml
from bawaba.assess.types import Refused

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def faults_of(text: str) -> list[tuple[str, int]]:
    with pytest.raises(Refused) as refused:
        read_either(text)
    return [(fault.code, fault.line) for fault in refused.value.faults]


def test_each_value_of_yaml_has_its_type_and_its_line() -> None:
    document = read_yaml(
        "name: Index\nrange: [0, 1.5e2]\nquoted: '12'\nnone: ~\ninside:\n  on: true\n  word: on\n"
    )
    assert document.value == {
        "name": "Index", "range": [0, 150.0], "quoted": "12", "none": None,
        "inside": {"on": True, "word": "on"},
    }  # fmt: skip
    assert [document.line(path) for path in (("range", 1), ("inside", "word"), ("inside", "absent"))] == [
        2,
        7,
        5,
    ]


def test_lines_of_json_with_tabs_are_known_too() -> None:
    document = read_json('{\n\t"matrix": [\n\t\t[1, 2],\n\t\t[3, 4]\n\t]\n}')
    assert document.value == {"matrix": [[1, 2], [3, 4]]}
    assert document.line(("matrix", 1, 0)) == 4


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "name-twice", 3),
        ('{"a": 1,\n "a": 2}', "name-twice", 1),
        ("a: &x 1\nb: *x\n", "anchor", 1),
        ("a: !!python/name:os.system\n", "tag", 1),
        ("a: [1, 2\nb: 3\n", "not-yaml", 2),
        ('{"a": 1,\n "b": }', "not-json", 2),
        ("{a: {b: c}: d}: e\n", "not-json", 1),
        ("? [a, b]\n: 1\n", "name-not-text", 1),
        ("[" * 1000 + "]" * 1000, "too-deep", 1),
    ],
)
def test_what_could_be_read_two_ways_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    assert faults_of(text)[0][0] == code
    assert faults_of(text)[0][1] in (line, line - 1, line + 1)


@given(value=JSON_VALUES)
def test_json_is_read_as_python_reads_it(value: object) -> None:
    import json

    assert read_json(json.dumps(value)).value == value
