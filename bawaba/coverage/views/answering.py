"""What the page "Is there 5G at my place?" says: one answer, then each figure."""

from bawaba.coverage import queries
from bawaba.coverage.errors import CoveragePlaceNotFound
from bawaba.coverage.forms import PlaceForm


def answer_point(form: PlaceForm) -> dict[str, object]:
    """Return the answer for a point, or that it lies outside of the country. At most six SQL queries."""
    if not form.is_valid():
        return {}
    try:
        return _told(queries.at_place(**form.cleaned_data))
    except CoveragePlaceNotFound:
        return {"outside": True}


def answer_name(text: str, code: str) -> dict[str, object]:
    """Return the answer for the commune of a code or a name, or those that may be meant. At most six SQL queries."""
    if not code:
        meant = queries.find_commune(text=text)
        if meant is None:
            ground = queries.load_ground()
            return {"found": [ground.path(one.code) for one in queries.find_communes(text=text)]}
        code = meant.code
    try:
        return _told(queries.at_area(code=code))
    except CoveragePlaceNotFound:
        return {"found": []}


def _told(answer: queries.PlaceAnswer) -> dict[str, object]:
    first = queries.answer_first(answer)
    return {"answer": answer, "first": first, "operators": queries.operator_names()}
