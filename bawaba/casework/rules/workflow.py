"""Checks of a procedure before it is published, and which steps a case may take. Pure."""

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from bawaba.casework.rules.procedures import EFFECTS, SECOND_EYES, UNITS, WHO
from bawaba.casework.rules.words import NEEDS
from bawaba.casework.types import Clock, Json, Law, Procedure, ProcedureFault, State, Texts, Transition
from bawaba.kernel import expressions

KEY: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
KINDS: Final = ("start", "work", "waiting", "final")
LANGUAGES: Final = ("ar", "fr")
CLOSING: Final = frozenset({"accept", "refuse", "withdraw", "lapse"})
DECIDING: Final = frozenset({"accept", "refuse"})
MOST_STATES: Final = 40
_EFFECT_NEEDS: Final = {"refuse": {"reasons"}, "ask-correction": {"message", "fields"}}


def find_step(procedure: Procedure, *, state: str, step: str) -> Transition | None:
    """Return the transition of this key out of a state, or None."""
    return next((one for one in procedure.transitions if one.source == state and one.key == step), None)


def steps_from(procedure: Procedure, *, state: str, who: Collection[str]) -> list[Transition]:
    """Return the transitions out of a state that one of these may take, in the procedure's order."""
    return [one for one in procedure.transitions if one.source == state and not set(who).isdisjoint(one.who)]


def find_state(procedure: Procedure, key: str) -> State | None:
    """Return the state of this key, or None."""
    return next((one for one in procedure.states if one.key == key), None)


def start_state(procedure: Procedure) -> State:
    """Return where a new case begins; published procedures have one."""
    return next(one for one in procedure.states if one.kind == "start")


def closing_state(procedure: Procedure, effect: str, *, state: str = "") -> str:
    """Return the final state to which an effect leads, from this state if it can; empty when none does."""
    found = [one for one in procedure.transitions if one.effect == effect]
    own = next((one.target for one in found if one.source == state), "")
    return own or next((one.target for one in found), "")


def needs_second_eyes(law: Law, effect: str) -> bool:
    """Say whether another agent must confirm a decision."""
    return law.second_eyes == "always" or (law.second_eyes == "refusals" and effect == "refuse")


def missing_needs(transition: Transition, filled: Mapping[str, object]) -> list[str]:
    """Return the names that a transition needs and that are not filled in, in order."""
    return [name for name in transition.needs if not filled.get(name)]


def procedure_faults(procedure: Procedure, *, fields: Collection[str] | None = None) -> list[ProcedureFault]:
    """Return everything that is wrong with a procedure; nothing when it may be published.

    fields: keys of the questions of the service's form, where it is known; routing may read no other
    """
    faults = [*_state_faults(procedure), *_transition_faults(procedure), *_law_faults(procedure.law)]
    if not faults:  # the walks below need a graph that is whole
        faults = [*_graph_faults(procedure), *_promise_faults(procedure)]
    return faults + list(_reading_faults(procedure, fields))


def fewest_days(procedure: Procedure) -> int | None:
    """Return the fewest days in which a decision can be reached as the states' own days say; None: never.

    A state without days of its own takes none; while it waits for the person the clock stands.
    """
    days = {one.key: 0 if one.kind == "waiting" else one.days or 0 for one in procedure.states}
    deciding = {(one.source, one.target) for one in procedure.transitions if one.effect in DECIDING}
    start = start_state(procedure).key
    best: dict[str, int] = {}
    queue = [(days[start], start)]
    while queue:
        cost, state = heapq.heappop(queue)
        if state in best:
            continue
        best[state] = cost
        for one in procedure.transitions:
            if one.source == state and one.target not in best and one.effect not in DECIDING:
                heapq.heappush(queue, (cost + days[one.target], one.target))
    reached = [best[source] for source, _target in deciding if source in best]
    return min(reached, default=None)


def _state_faults(procedure: Procedure) -> Iterator[ProcedureFault]:
    starts = [one for one in procedure.states if one.kind == "start"]
    if len(starts) != 1:
        yield ProcedureFault("", "one-start", str(len(starts)))
    if not any(one.kind == "final" for one in procedure.states):
        yield ProcedureFault("", "no-end")
    if len(procedure.states) > MOST_STATES:
        yield ProcedureFault("", "too-many-states", str(len(procedure.states)))
    for key, times in Counter(one.key for one in procedure.states).items():
        if times > 1:
            yield ProcedureFault(key, "same-state")
    for state in procedure.states:
        yield from _one_state_faults(state)


def _one_state_faults(state: State) -> Iterator[ProcedureFault]:
    if not KEY.fullmatch(state.key):
        yield ProcedureFault(state.key, "bad-key")
    if state.kind not in KINDS or state.holder not in WHO:
        yield ProcedureFault(state.key, "unknown-word", f"{state.kind} {state.holder}")
    if state.days is not None and not 0 <= state.days <= 365:
        yield ProcedureFault(state.key, "bad-days", str(state.days))
    yield from _text_faults(state.key, state.names)


def _transition_faults(procedure: Procedure) -> Iterator[ProcedureFault]:
    states = {one.key: one for one in procedure.states}
    for (source, key), times in Counter((one.source, one.key) for one in procedure.transitions).items():
        if times > 1:
            yield ProcedureFault(f"{source}.{key}", "same-transition")
    for one in procedure.transitions:
        path = f"{one.source}.{one.key}"
        if not KEY.fullmatch(one.key):
            yield ProcedureFault(path, "bad-key")
        if one.source not in states or one.target not in states:
            yield ProcedureFault(path, "unknown-state", f"{one.source} {one.target}")
            continue
        yield from _word_faults(path, one)
        yield from _effect_faults(path, one, states[one.source], states[one.target])
        yield from _text_faults(path, one.names)


def _word_faults(path: str, one: Transition) -> Iterator[ProcedureFault]:
    if not one.who or not set(one.who) <= set(WHO):
        yield ProcedureFault(path, "unknown-who", " ".join(one.who))
    if not set(one.needs) <= set(NEEDS):
        yield ProcedureFault(path, "unknown-need", " ".join(sorted(set(one.needs) - set(NEEDS))))
    if one.effect not in EFFECTS:
        yield ProcedureFault(path, "unknown-effect", one.effect)


def _effect_faults(path: str, one: Transition, source: State, target: State) -> Iterator[ProcedureFault]:
    lacking = _EFFECT_NEEDS.get(one.effect, set()) - set(one.needs)
    if lacking:
        yield ProcedureFault(path, "effect-needs", " ".join(sorted(lacking)))
    if source.kind == "final":
        yield ProcedureFault(path, "out-of-final")
    if (target.kind == "final") != (one.effect in CLOSING):
        yield ProcedureFault(path, "end-without-effect", one.effect)
    if (target.kind == "waiting") != (one.effect == "ask-correction"):
        yield ProcedureFault(path, "waiting-without-question", one.effect)
    if one.effect in DECIDING and "person" in one.who:
        yield ProcedureFault(path, "person-decides")
    if one.effect == "withdraw" and set(one.who) != {"person"}:
        yield ProcedureFault(path, "withdrawn-by-others")


def _text_faults(path: str, texts: Texts) -> Iterator[ProcedureFault]:
    for language in LANGUAGES:
        if not texts.get(language, "").strip():
            yield ProcedureFault(path, "no-text", language)


def _law_faults(law: Law) -> Iterator[ProcedureFault]:
    for name, clock in (("correction", law.correction), ("complaint", law.complaint), ("appeal", law.appeal)):
        yield from _clock_faults(f"law.{name}", clock)
    yield from _time_faults(law)
    if law.silence not in ("acceptance", "none"):
        yield ProcedureFault("law.silence", "unknown-word", law.silence)
    if law.second_eyes not in SECOND_EYES:
        yield ProcedureFault("law.second_eyes", "unknown-word", law.second_eyes)
    for kind, times in Counter(way.kind for way in law.appeals).items():
        if times > 1 or not KEY.fullmatch(kind):
            yield ProcedureFault("law.appeals", "bad-key", kind)
    for way in law.appeals:
        yield from _clock_faults(f"law.appeals.{way.kind}", way.within)
        yield from _text_faults(f"law.appeals.{way.kind}", way.to)


def _time_faults(law: Law) -> Iterator[ProcedureFault]:
    for path, clock in _answer_clocks(law):
        yield from _clock_faults(path, clock)
        if clock.days > law.at_most:
            yield ProcedureFault(path, "longer-than-law", f"{clock.days} > {law.at_most}")
    for place, time in enumerate(law.times, 1):
        if time.when is None:
            yield ProcedureFault(f"law.times.{place}", "time-without-condition")


def _answer_clocks(law: Law) -> Iterator[tuple[str, Clock]]:
    """Yield each time to answer with its path: the ordinary one, then those with a condition."""
    yield "law.answer", law.answer
    for place, time in enumerate(law.times, 1):
        yield f"law.times.{place}", time.within


def _clock_faults(path: str, clock: Clock) -> Iterator[ProcedureFault]:
    if clock.unit not in UNITS:
        yield ProcedureFault(path, "unknown-word", clock.unit)
    if not 1 <= clock.days <= 730:
        yield ProcedureFault(path, "bad-days", str(clock.days))


def _graph_faults(procedure: Procedure) -> Iterator[ProcedureFault]:
    """Yield states that no case reaches, and those that no case leaves."""
    onward, back = defaultdict(set), defaultdict(set)
    for one in procedure.transitions:
        onward[one.source].add(one.target)
        back[one.target].add(one.source)
    reached = _walk({start_state(procedure).key}, onward)
    ending = _walk({one.key for one in procedure.states if one.kind == "final"}, back)
    for state in procedure.states:
        if state.key not in reached:
            yield ProcedureFault(state.key, "unreachable")
        if state.key not in ending:
            yield ProcedureFault(state.key, "dead-end")
        waits_for_nobody = state.kind == "waiting" and not any(
            one.source == state.key and "person" in one.who and one.effect == "none"
            for one in procedure.transitions
        )
        if waits_for_nobody:
            yield ProcedureFault(state.key, "waiting-without-answer")


def _promise_faults(procedure: Procedure) -> Iterator[ProcedureFault]:
    """Yield what the law promises a person and the workflow does not keep."""
    effects = {one.effect for one in procedure.transitions}
    law = procedure.law
    yield from _decision_faults(procedure)
    if law.silence == "acceptance" and "accept" not in effects:
        yield ProcedureFault("law.silence", "no-acceptance")
    if "refuse" in effects and not law.appeals:
        yield ProcedureFault("law.appeals", "refusal-without-appeal")
    for alert in procedure.alerts:
        if not set(alert.tell) <= set(WHO) or not alert.tell or not -730 <= alert.days <= 730:
            yield ProcedureFault("alerts", "bad-alert", str(alert.days))


def _decision_faults(procedure: Procedure) -> Iterator[ProcedureFault]:
    """Yield that no decision can be reached, or only after one of the law's times."""
    days = fewest_days(procedure)
    if days is None:
        yield ProcedureFault("", "no-decision")
        return
    for path, clock in _answer_clocks(procedure.law):
        if days > clock.days:
            yield ProcedureFault(path, "decision-after-legal-date", f"{days} > {clock.days}")


def _reading_faults(procedure: Procedure, fields: Collection[str] | None) -> Iterator[ProcedureFault]:
    """Yield what is wrong with conditions on the answers, and with what routing and the law's times read."""
    routing = procedure.routing
    if any(not route.office for route in routing.routes):
        yield ProcedureFault("routing", "no-office")
    routes = [route.when for route in routing.routes]
    read = {routing.territory} if routing.territory else set()
    yield from _condition_faults("routing", routes, read, fields)
    yield from _condition_faults("law.times", [time.when for time in procedure.law.times], set(), fields)


def _condition_faults(
    path: str, conditions: Iterable[Json], read: set[str], fields: Collection[str] | None
) -> Iterator[ProcedureFault]:
    for condition in conditions:
        if condition is None:
            continue
        names = expressions.variables_of(condition)
        read |= names
        for fault in expressions.check(condition, dict.fromkeys(names, "any")):
            yield ProcedureFault(path, "bad-expression", f"{fault.path} {fault.code}")
    for name in sorted(read - set(fields) if fields is not None else ()):
        yield ProcedureFault(path, "unknown-field", name)


def _walk(start: Iterable[str], edges: Mapping[str, set[str]]) -> set[str]:
    seen, waiting = set(start), list(start)
    while waiting:
        for state in edges.get(waiting.pop(), set()) - seen:
            seen.add(state)
            waiting.append(state)
    return seen
