"""What the rooms' HTTP doors share: the reader's language, paged lists, texts, refusals as schemas."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal, get_args

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import Field, Query, Router, Schema
from ninja.security.http import HttpAuthBase

from bawaba.kernel import errors
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import LANGUAGES, pick

ALL: Final = "all"
MOST_ITEMS: Final = 100
LanguageChoice = Literal["ar", "fr", "zgh", "en", "all"]
Words = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Cursor = Annotated[
    str,
    Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$", description="The `after` of the page before."),
]
Texts = Annotated[
    dict[str, str],
    Field(
        description="Language (BCP 47) → text. Holds the language asked for, or the one fallen back to; "
        "every language with `lang=all`."
    ),
]


class LanguageQuery(Schema):
    """In which language texts are answered."""

    lang: LanguageChoice | None = Field(
        None, description="Wins over Accept-Language. `all` gives every language that a text has."
    )


class PageQuery(LanguageQuery):
    """Which part of a list is answered."""

    after: Cursor = ""
    limit: int = Field(20, ge=1, le=MOST_ITEMS)


class ProblemField(Schema):
    """One value that was not accepted."""

    name: str
    detail: str


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""
    code: str
    next_step: str = Field("", description="What to do next.")
    instance: str = ""
    errors: list[ProblemField] = []


class AccessToken(HttpAuthBase):
    """An access token of this site's provider, as a bearer token or with DPoP.

    read: tells who makes a `request`, or refuses; what it returns is `request.auth` in the operation
    """

    openapi_scheme = "bearer"

    def __init__(self, read: Callable[..., object]) -> None:
        super().__init__()
        self._read = read

    def __call__(self, request: HttpRequest) -> object:
        return self._read(request=request)


def caller_of(request: HttpRequest) -> Actor:
    """Return who calls, where `AccessToken` guards the operation with a reader of actors."""
    known: Any = request  # Any: the framework keeps what the guard returned under this name
    caller: Actor = known.auth
    return caller


def language_of(request: HttpRequest) -> str:
    """Return the language to answer in: `?lang=`, else the best of Accept-Language, else the site's.

    `all` when every language is asked for. An unknown `lang` is refused by the door's schema.
    """
    asked = request.GET.get("lang", "")
    if asked in get_args(LanguageChoice):
        return asked
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if code.partition("-")[0] in LANGUAGES:
            return code.partition("-")[0]
    return str(settings.LANGUAGE_CODE)


def reading_languages(request: HttpRequest) -> tuple[str, ...]:
    """Return the languages to read lists in: the reader's, or each one of the interface."""
    language = language_of(request)
    return tuple(LANGUAGES) if language == ALL else (language,)


def answer_texts(texts: Mapping[str, str], request: HttpRequest) -> dict[str, str]:
    """Return the part of `texts` to answer: one language and its text, or all of them."""
    language = language_of(request)
    if language == ALL:
        return {code: text for code, text in texts.items() if text}
    picked = pick(texts, language)
    return {picked.language: picked.text} if picked.text else {}


def link_next(request: HttpRequest, response: HttpResponse, after: str) -> None:
    """Name the next page in the Link header (RFC 8288), unless this is the last one."""
    if not after:
        return
    query = request.GET.copy()
    query["after"] = after
    response.headers["Link"] = f'<{settings.SITE_ADDRESS}{request.path}?{query.urlencode()}>; rel="next"'


class RefusalAnswer(Schema):
    """A kind of refusal: its stable code and the status it is answered with."""

    code: str
    status: int
    title: str
    next_step: str


router = Router(tags=["refusals"])


@router.get("/problems/{slug:code}", response=RefusalAnswer, operation_id="kernel.get_refusal")
def get_refusal(request: HttpRequest, code: str, query: Query[LanguageQuery]) -> dict[str, object]:
    """Explain the type of a problem that the API answered with."""
    refusal = errors.get_refusal(code=code)
    language = language_of(request)
    with translation.override(str(settings.LANGUAGE_CODE) if language == ALL else language):
        return {
            "code": refusal.code,
            "status": errors.HTTP_STATUS[refusal.kind],
            "title": str(refusal.message),
            "next_step": str(refusal.hint),
        }
