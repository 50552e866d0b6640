"""What a person should know before beginning a form. For strangers the page is drawn once an epoch."""

from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from bawaba.forms import queries
from bawaba.forms.queries.versions import version_in_force
from bawaba.forms.rules.definitions import SIGN_IN
from bawaba.forms.types import Definition, Person
from bawaba.forms.views.access import Filler
from bawaba.forms.words import LEVELS
from bawaba.kernel.epochs import EpochMemory, keep_for_epoch
from bawaba.kernel.languages import pick
from bawaba.kernel.pagecache import display_setting

TEMPLATE: Final = "forms/start.html"
TOKEN: Final = "the-token-of-the-browser-goes-here"  # noqa: S105 (a mark that is replaced)
_OF_A_PERSON: Final = {"messages", settings.SESSION_COOKIE_NAME}
_drawn: "EpochMemory[_Key, str]" = EpochMemory(500)


class _Key(NamedTuple):
    path: str
    display: str


def show_start(request: HttpRequest, filler: Filler, form: str) -> HttpResponse:
    """Return the page before a form: what it asks for, and the draft that is open already."""
    facts = start_facts(form, request.LANGUAGE_CODE)
    facts = facts | {"ready": _is_known_enough(filler.person, facts["definition"])}
    if filler.person.owner or request.GET or not _OF_A_PERSON.isdisjoint(request.COOKIES):
        return render(request, TEMPLATE, facts | {"open": _open_draft(form, filler.person.owner)})

    def draw(keys: list[_Key]) -> dict[_Key, str]:
        return {key: render_to_string(TEMPLATE, facts | {"csrf_token": TOKEN}, request) for key in keys}

    key = _Key(request.path, display_setting(request))
    return HttpResponse(_drawn.get_all([key], draw)[key].replace(TOKEN, get_token(request)))


@keep_for_epoch
def start_facts(form: str, language: str) -> dict[str, Any]:  # Any: a template's context
    """Return what the page before a form says to everyone. Kept for an epoch: not to be changed.

    raises: FormNotFound
    """
    version = version_in_force(form)
    definition = version.definition
    cost = queries.count_people_cost(definition=definition, service=version.service)
    listed = queries.service_facts(identifier=version.service) if version.service else None
    documents = [
        pick((listed.documents if listed else {}).get(key, {}), language).text for key in cost.documents
    ]
    return {
        "title": pick(definition.title, language),
        "intro": pick(definition.intro, language),
        "cost": cost,
        "documents": [name for name in documents if name],
        "level": LEVELS.get(definition.sign_in, ""),
        "definition": definition,
    }


def _is_known_enough(person: Person, definition: Definition) -> bool:
    return SIGN_IN.index(person.level) >= SIGN_IN.index(definition.sign_in)


def _open_draft(form: str, owner: str) -> object:
    drafts = queries.list_drafts(owner=owner) if owner else []
    return next((one for one, _definition in drafts if one.form == form), None)
