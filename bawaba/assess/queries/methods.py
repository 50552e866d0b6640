"""Read methods that were loaded, by URN and version."""

from typing import Final

from bawaba.assess.errors import MethodNotFound
from bawaba.assess.models import MethodVersion
from bawaba.assess.rules.definitions import read_method
from bawaba.assess.scoring.reading import Document
from bawaba.assess.types import Method, Texts, VersionInfo

MOST_KEPT: Final = 64
_read: dict[str, Method] = {}  # digest → method, which never changes


def list_methods(*, published_only: bool = True) -> list[VersionInfo]:
    """Return the versions of every method in the order of URNs, the newest last. One SQL query."""
    rows = MethodVersion.objects.select_related("method").order_by("method__urn", "number")
    return [_listed(row) for row in (rows.filter(state="published") if published_only else rows)]


def find_method(*, urn: str, version: str = "") -> tuple[VersionInfo, Method]:
    """Return one version of a method; without a version, the one in force.

    One SQL query, and one more for contents that this process has not read: they are a hundred times the rest.

    raises: MethodNotFound
    """
    rows = MethodVersion.objects.select_related("method").defer("definition").filter(method__urn=urn)
    row = (rows.filter(version=version) if version else rows.filter(state="published")).first()
    if row is None:
        raise MethodNotFound
    method = method_of(row)
    return _info(row, method.titles, method.languages, len(method.questions)), method


def find_published(*, urn: str, version: str = "") -> tuple[VersionInfo, Method]:
    """Return one published version of a method, as everybody may read it. One SQL query.

    raises: MethodNotFound
    """
    info, method = find_method(urn=urn, version=version)
    if info.state == "draft":
        raise MethodNotFound
    return info, method


def method_of(row: MethodVersion) -> Method:
    """Return the method that a row keeps; the same contents are read once in a process.

    No SQL query, but where the row was read without its contents and they are not known yet.
    """
    found = _read.get(row.digest)
    if found is None:
        found = read_method(Document(row.definition, "", {}))
        while len(_read) >= MOST_KEPT:
            _read.pop(next(iter(_read)), None)
        _read[row.digest] = found
    return found


def _listed(row: MethodVersion) -> VersionInfo:
    definition = row.definition
    count = sum(len(section.get("questions", ())) for section in definition["sections"])
    return _info(row, definition["titles"], tuple(definition["languages"]), count)


def _info(row: MethodVersion, titles: Texts, languages: tuple[str, ...], questions: int) -> VersionInfo:
    return VersionInfo(
        urn=row.method.urn,
        version=row.version,
        state=row.state,
        titles=titles,
        languages=languages,
        digest=row.digest,
        owner=row.method.owner,
        questions=questions,
    )
