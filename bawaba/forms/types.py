"""What the forms room hands out and takes in. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal, Protocol

from bawaba.kernel.actors import Actor
from bawaba.kernel.ports import Port

Texts = Mapping[str, str]
Json = Any  # a JSON value: forms and answers are data whose shape the rules check
Answers = Mapping[str, Json]
Path = tuple[str | int, ...]

FORMAT: Final = 1
"""Version of the shape of definitions; a later one must be able to read this one."""

DRAFT_FILES: Final = "form-draft"
"""Purpose under which the files of drafts are kept (`kernel.files`); the subject is the draft's key."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. value: stable, lower-case letters, digits and hyphens."""

    value: str
    label: Texts


@dataclass(frozen=True, slots=True)
class Check:
    """A condition that answers must meet. that: an expression; message: what to say when it is false."""

    that: Json
    message: Texts


@dataclass(frozen=True, slots=True)
class Prefill:
    """Where a first answer comes from.

    source: `identity` for the person's own claims, or the name of a connector
    path:   the claim's name, or the way into the connector's answer, parts joined by dots
    """

    source: str
    path: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question, text or group of a form.

    key:      unique in the form; the name under which the answer is kept
    when:     expression on earlier answers; the field is asked while it is true; None asks always
    settings: what its type knows of: most_length, least, most, options, currency, document …
    errors:   fault code → texts of this form in place of the general ones
    fields:   inside of a group or of a repeating group
    """

    key: str
    type: str
    label: Texts
    help: Texts = field(default_factory=dict)
    required: bool = False
    when: Json = None
    settings: Mapping[str, Json] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    checks: tuple[Check, ...] = ()
    errors: Mapping[str, Texts] = field(default_factory=dict)
    prefill: Prefill | None = None
    fields: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A step of a form, shown on a page of its own."""

    key: str
    title: Texts
    help: Texts = field(default_factory=dict)
    when: Json = None
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole form: what is asked, in which order, in which languages.

    sign_in: the least level of identity to fill it in: `none`, `low`, `substantial`, `high`
    keep_days: how long an unfinished draft is kept after the last change
    """

    title: Texts
    languages: tuple[str, ...]
    pages: tuple[Page, ...]
    intro: Texts = field(default_factory=dict)
    sign_in: str = "none"
    keep_days: int = 90


@dataclass(frozen=True, slots=True)
class DefinitionFault:
    """What is wrong in a definition. path: page and field keys; code: stable; detail: a word or two."""

    path: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """What is wrong with one answer. path: keys and places (from 0) down to it; code: stable."""

    path: Path
    code: str
    message: Texts = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the path joined by dots, as fields are named in pages and in the API."""
        return ".".join(map(str, self.path))


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What the catalogue says of a service: whose it is and which documents may be asked for.

    documents: key → names; a form may ask for no other (law 55-19, article 7 in Morocco)
    """

    identifier: str
    titles: Texts
    authority: str
    documents: Mapping[str, Texts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormCard:
    """A form as lists show it. published: number of the version in force, 0 when there is none."""

    key: str
    service: str
    body: str
    titles: Texts
    published: int
    has_draft: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version of a form. state: draft, published (in force) or replaced; digest: SHA-256 of it."""

    form: str
    number: int
    state: str
    digest: str
    published_at: datetime | None
    published_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a prefilled answer comes from. source: as in Prefill, or `declared` once typed over."""

    source: str
    at: str


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What a person wrote so far: personal data.

    values:  answers that could be read, by field key
    typed:   what was written and could not be read, by field name (so that nothing is lost)
    origins: by field key, for the answers that were fetched
    """

    values: dict[str, Json] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DraftInfo:
    """A draft without its answers.

    revision: grows with every save; expires_on: when it is deleted; receipt: address, once it is sent
    """

    key: str
    form: str
    version: int
    owner: str
    language: str
    revision: int
    state: str
    updated_at: datetime
    expires_on: date
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft with the form that it answers and its content."""

    info: DraftInfo
    definition: Definition
    content: DraftContent
    newest: int


@dataclass(frozen=True, slots=True)
class Migration:
    """What would become of a draft's answers in a newer version, by field key."""

    carried: tuple[str, ...]
    lost: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a form costs people.

    questions, required: counted with one item of each repeating group
    documents:  keys of the documents that are asked for
    unlisted:   those that the catalogue does not list for the service: publication is refused
    minutes:    estimate at 20 seconds a question and 60 a document, plus reading at 180 words a minute
    reading:    language → words in the longest sentence and mean words a sentence
    """

    questions: int
    required: int
    documents: tuple[str, ...]
    unlisted: tuple[str, ...]
    minutes: int
    reading: Mapping[str, "Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How hard the texts of one language read. level: easy (mean ≤ 12 words), fair (≤ 18) or hard."""

    words: int
    mean_sentence: float
    longest_sentence: int
    level: Literal["easy", "fair", "hard"]


@dataclass(frozen=True, slots=True)
class Submission:
    """A complete, valid set of answers, handed to the room that takes requests.

    answers: with computed values; digest: SHA-256 of their canonical JSON
    """

    draft: str
    form: str
    version: int
    service: str
    owner: str
    language: str
    answers: Mapping[str, Json]
    origins: Mapping[str, Origin]
    files: Sequence[str]
    digest: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who fills a form in, as far as the site knows.

    owner:  stable key of drafts: an actor's key, or `visitor:…` for a browser session
    level:  `none`, or how surely the person is known: `low`, `substantial`, `high`
    claims: what identity says of the person, by claim name (OpenID Connect Core, section 5.1)
    """

    owner: str
    level: str = "none"
    claims: Mapping[str, Json] = field(default_factory=dict)


class SourceUnavailable(Exception):
    """A once-only source did not answer, or answered nonsense: the person may type instead."""


class OnceOnlySource(Protocol):
    """Fetches what another administration holds of a person.

    claims: those that the source needs to find the person; only the names in `needs` are given
    raises: SourceUnavailable
    """

    names: Texts
    needs: Sequence[str]
    keep_s: int

    def fetch(self, claims: Mapping[str, Json], /) -> Json: ...


class PersonReader(Protocol):
    """Says who asks, from the browser's request; None when identity knows nobody."""

    def __call__(self, request: object, /) -> Person | None: ...


class ServiceReader(Protocol):
    """Says what the catalogue knows of a service, or None."""

    def __call__(self, *, identifier: str) -> ServiceFacts | None: ...


class SubmissionTaker(Protocol):
    """Takes a valid submission inside the caller's transaction and returns the address of its receipt."""

    def __call__(self, *, actor: Actor, submission: Submission) -> str: ...


class VisitorAdopter(Protocol):
    """Gives what a browser did without an account to the person who signed in there, in the same transaction."""

    def __call__(self, *, actor: Actor, visitor: str, owner: str) -> int: ...


person_readers: Port[PersonReader] = Port("person readers")
service_readers: Port[ServiceReader] = Port("service readers")
submission_takers: Port[SubmissionTaker] = Port("submission takers")
once_only_sources: Port[OnceOnlySource] = Port("once-only sources")
visitor_adopters: Port[VisitorAdopter] = Port("visitor adopters")
