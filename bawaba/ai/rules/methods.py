"""Methods of assessment that ship: told in one more language, and put in force or not."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bawaba.assess.types import Choice, Method, Question, Section, Texts, VersionInfo


def wants_in_force(method: Method, present: Iterable[VersionInfo]) -> bool:
    """Tell whether a shipped method is newer than all that is kept of it; one with a draft is left to its writer."""
    kept = [one for one in present if one.urn == method.urn]
    return all(one.state != "draft" and _order(one.version) < _order(method.version) for one in kept)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.partition("-")[0].split(".") if part.isdigit())


def told_in(method: Method, *, language: str, words: Mapping[str, str], from_language: str = "en") -> Method:
    """Return a method whose every text is told in one more language as well; nothing else of it changes.

    words:  text in `from_language` → the same in `language`
    raises: KeyError for a text that has no translation
    """

    def told(texts: Texts) -> Texts:
        return {**texts, language: words[texts[from_language]]} if texts else texts

    def choice(one: Choice) -> Choice:
        return replace(one, titles=told(one.titles), help=told(one.help))

    def question(one: Question) -> Question:
        choices = tuple(choice(each) for each in one.choices)
        return replace(one, titles=told(one.titles), help=told(one.help), choices=choices)

    def section(one: Section) -> Section:
        questions = tuple(question(each) for each in one.questions)
        return replace(one, titles=told(one.titles), help=told(one.help), questions=questions)

    sections = tuple(section(one) for one in method.sections)
    return replace(method, languages=(*method.languages, language), sections=sections)
