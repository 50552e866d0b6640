"""Find what scores answers: a method by name, by its text, or by its URN."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bawaba.assess.queries.methods import find_published
from bawaba.assess.rules.definitions import read_method
from bawaba.assess.rules.konveyor import import_questionnaire, is_questionnaire
from bawaba.assess.rules.scoring import score_method
from bawaba.assess.rules.surveyjs import survey_condition_faults
from bawaba.assess.rules.writing import sign, write_method
from bawaba.assess.scoring import points, shares
from bawaba.assess.scoring.reading import Document, read_either
from bawaba.assess.types import Fault, Json, Method, Path, Refused, Risk, Score

NAMED_METHODS: Final = ("konveyor-risk", "strict-risk")
_WRAPPED: Final = {"data", "answers"}
_AROUND: Final = {"version", "currentPage", "translationsOnResult", "currentPageNo", "name", "id", "note"}


@dataclass(frozen=True, slots=True)
class Scorer:
    """A method that is ready to score.

    one:   scores the set of answers at a path of a document
    about: what names the method in a result: urn, version, sha256
    """

    one: Callable[[Document, Path, Json], Score]
    about: Mapping[str, str]

    def score(self, document: Document) -> Sequence[Score]:
        """Return the score of each set of answers of a document, a list of sets or one alone.

        raises: Refused, with the line of the answers
        """
        value = document.value
        sets = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        found = []
        for place, answers in sets:
            path: Path = () if place is None else (place,)
            if not isinstance(answers, Mapping):
                raise Refused(document.fault("not-a-map", path))
            found.append(replace(self.one(document, path, answers), method=self.about))
        return found


def find_scorer(method: str) -> Scorer:
    """Return what scores by a method: its name, its URN, or the text of a questionnaire.

    raises: Refused, MethodNotFound
    """
    if method == "konveyor-risk":
        return Scorer(_by_colours(shares.konveyor_risk), {"urn": "urn:konveyor:assessment-risk"})
    if method == "strict-risk":
        return Scorer(_by_colours(shares.strict_risk), {"urn": "urn:bawaba:strict-risk"})
    if method.startswith("urn:") and "\n" not in method.strip():
        return _loaded(method.strip())
    return read_scorer(read_either(method))


def read_scorer(document: Document) -> Scorer:
    """Return what scores by the questionnaire that a document spells.

    raises: Refused
    """
    about = {"sha256": sign(document.value)} if isinstance(document.value, Mapping) else {}
    if points.is_survey(document.value):
        method = points.read_survey(document)
        faults = survey_condition_faults(document)
        if faults:
            raise Refused(*faults)
        return Scorer(_by_points(method), about)
    if is_questionnaire(document.value):
        imported = import_questionnaire(document, urn="urn:konveyor:questionnaire", version="1.0.0")
        return _by_method(imported, about)
    own = read_method(document)  # says line by line what is wrong in anything else
    return _by_method(own, {"urn": own.urn, "version": own.version, "sha256": sign(write_method(own))})


def _loaded(urn: str) -> Scorer:
    """Return what scores by a method that was loaded, `urn` or `urn@version`.

    raises: MethodNotFound
    """
    name, _at, version = urn.partition("@")
    info, method = find_published(urn=name, version=version)
    return _by_method(method, {"urn": info.urn, "version": info.version, "sha256": info.digest})


def _by_method(method: Method, about: Mapping[str, str]) -> Scorer:
    return Scorer(_placing(lambda answers: score_method(method, answers)), about)


def _by_colours(
    rule: Callable[[Sequence[Risk], shares.Thresholds], Score],
) -> Callable[[Document, Path, Json], Score]:
    def score(document: Document, path: Path, _answers: Json) -> Score:
        colours, thresholds = shares.read_colours(document, path)
        return rule(colours, thresholds)

    return score


def _by_points(method: points.PointsMethod) -> Callable[[Document, Path, Json], Score]:
    return _placing(lambda answers: points.score_points(method, answers))


def _placing(rule: Callable[[Mapping[str, Json]], Score]) -> Callable[[Document, Path, Json], Score]:
    """Return a scorer of answers whose faults get the lines of the answers."""

    def score(document: Document, path: Path, answers: Json) -> Score:
        inside, given = _unwrapped(path, answers)
        try:
            return rule(given)
        except Refused as refused:
            raise Refused(*(_placed(document, inside, fault) for fault in refused.faults)) from refused

    return score


def _unwrapped(path: Path, answers: Mapping[str, Json]) -> tuple[Path, Mapping[str, Json]]:
    """Return the answers themselves where a file keeps them under `data` or `answers`."""
    for name in _WRAPPED & answers.keys():
        if isinstance(answers[name], Mapping) and answers.keys() <= {name, *_AROUND}:
            return (*path, name), answers[name]
    return path, answers


def _placed(document: Document, path: Path, fault: Fault) -> Fault:
    """Return a fault of an answer with the line where the answer stands."""
    return document.fault(fault.code, (*path, fault.place), fault.detail)
