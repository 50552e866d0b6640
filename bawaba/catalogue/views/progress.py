"""A page that grows while a long task goes on, without a script: its end is sent when the task ends."""

from collections.abc import Iterator, Mapping
from queue import SimpleQueue
from threading import Thread
from typing import Final

from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy

from bawaba.catalogue.queries.uploads import Upload
from bawaba.catalogue.services.uploads import run_upload
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError, Text

_CUT: Final = "<!--grows here-->"


class _Ended(Exception):
    """The task is over. text: why it was refused, or empty."""

    def __init__(self, text: Text = "") -> None:
        super().__init__()
        self.text = text


Events = SimpleQueue[int | _Ended]


def stream_run(request: HttpRequest, actor: Actor, upload: Upload, *, dry_run: bool) -> Iterator[str]:
    """Return the page in pieces: its head, a line each time rows are done, then where the outcome is.

    The task has a thread and a connection of its own, so that it ends even when nobody waits.
    """
    page = render_to_string("catalogue/running.html", {"upload": upload, "dry_run": dry_run}, request)
    events: Events = SimpleQueue()
    Thread(target=_run, args=(events, actor, upload.token, dry_run), daemon=True).start()
    return _pieces(page, events, {"upload": upload, "dry_run": dry_run, "language": request.LANGUAGE_CODE})


def _pieces(page: str, events: Events, context: Mapping[str, object]) -> Iterator[str]:
    head, _, foot = page.partition(_CUT)
    yield head + " " * 1024  # some browsers show nothing before the first kilobyte
    done = 0
    while not isinstance(event := events.get(), _Ended):
        done += event
        yield _part("catalogue/parts/running_line.html", {**context, "done": done})
    yield _part("catalogue/parts/running_end.html", {**context, "refusal": event.text}) + foot


def _run(events: Events, actor: Actor, token: str, dry_run: bool) -> None:
    end = _Ended(gettext_lazy("The import stopped because of a fault of ours. Nothing was changed."))
    try:
        run_upload(actor=actor, token=token, dry_run=dry_run, progress=events.put)
        end = _Ended()
    except DomainError as error:
        end = _Ended(error.text)
    finally:
        events.put(end)
        connection.close()


def _part(template: str, context: Mapping[str, object]) -> str:
    with translation.override(str(context["language"])):
        return render_to_string(template, dict(context))
