"""Move answers from one version of a method to another: what is carried, lost and new."""

from collections.abc import Mapping

from bawaba.assess.types import NOT_APPLICABLE, UNKNOWN, Answers, Json, Method, Migration, Question

_STATES = (UNKNOWN, NOT_APPLICABLE)


def migrate_answers(*, old: Method, new: Method, answers: Answers) -> Migration:
    """Return what becomes of the answers to `old` under `new`.

    A question is the same when its id is, or when the new one names the old one's URN among `same_as`.
    An answer is carried when its type is still asked and each of its choices is still there.
    """
    known = {question.id: question for question in old.questions}
    heirs = {_heir_of(question, old, known): question for question in new.questions}
    carried: dict[str, Json] = {}
    lost: dict[str, str] = {}
    for name, answer in answers.items():
        heir = heirs.get(name)
        reason = "question-gone" if heir is None or name not in known else _misfit(known[name], heir, answer)
        if reason or heir is None:
            lost[name] = reason
        else:
            carried[heir.id] = answer
    return Migration(carried, lost, tuple(one.id for one in new.questions if one.id not in carried))


def _heir_of(question: Question, old: Method, known: Mapping[str, Question]) -> str:
    """Return the id, in the old version, of the question that this one goes on from."""
    named = (urn.removeprefix(f"{old.urn}#") for urn in question.same_as if urn.startswith(f"{old.urn}#"))
    return next((name for name in named if name in known), question.id)


def _misfit(before: Question, after: Question, answer: Json) -> str:
    """Return why an answer does not fit the new question, empty where it does."""
    if answer in _STATES:
        return ""
    if before.type != after.type and (before.type, after.type) != ("single", "multiple"):
        return "type-changed"
    given = answer if isinstance(answer, list) else [answer]
    known = {choice.id for choice in after.choices}
    if after.choices and not all(one in known for one in given):
        return "choice-gone"
    return ""
