"""Write methods: keep a version as a draft, publish it for ever."""

from django.db import transaction
from django.utils.translation import gettext as _

from bawaba.assess.errors import MethodNotFound, MethodSecondPerson, NotMethodKeeper, VersionTaken
from bawaba.assess.models import Method as MethodRow
from bawaba.assess.models import MethodVersion
from bawaba.assess.queries.filling import may_lead
from bawaba.assess.queries.importing import read_file
from bawaba.assess.rules.writing import sign, write_method
from bawaba.assess.types import Method
from bawaba.directory.queries import acts_for, body_names
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor


@transaction.atomic
def save_method(*, actor: Actor, method: Method, owner: str, note: str = "") -> str:
    """Keep a version of a method as its draft and return its digest; the same contents again change nothing.

    A method has one draft: another version that is saved takes its place.
    owner:  body that looks after the method; a known method keeps its own
    raises: NotMethodKeeper, VersionTaken
    """
    row = MethodRow.objects.filter(urn=method.urn).first()
    _require_keeper(actor, row.owner if row else owner)
    definition = write_method(method)
    digest = sign(definition)
    known = MethodVersion.objects.filter(method=row, version=method.version).first() if row else None
    if known is not None and known.digest == digest:
        return digest
    if known is not None and known.state != "draft":
        raise VersionTaken
    if row is None:
        row = MethodRow.objects.create(urn=method.urn, owner=owner, created_at=clock.now())
    draft = _draft(row)
    draft.version, draft.definition, draft.digest, draft.note = method.version, definition, digest, note[:400]
    draft.changed_at, draft.changed_by = clock.now(), actor.key
    draft.save()
    detail = {"version": method.version, "digest": digest}
    audit.record(actor=actor, verb="assess.method-saved", target=row, detail=detail)
    return digest


@transaction.atomic
def bring_method(
    *, actor: Actor, text: str, owner: str, urn: str = "", version: str = "1.0.0", note: str = ""
) -> Method:
    """Read a method from the text of a file, keep it as a draft and return it.

    text:   our YAML or JSON, SurveyJS or Konveyor's YAML; urn, version: of one that does not carry them
    raises: NotMethodKeeper, VersionTaken, InputRefused with the line of each fault
    """
    if not may_lead(actor=actor):
        raise NotMethodKeeper
    if not body_names(keys=[owner]):
        raise NotMethodKeeper(_("We know no administration of this name."), fields={"owner": owner})
    method = read_file(text=text, urn=urn, version=version)
    save_method(actor=actor, method=method, owner=owner, note=note)
    return method


def _draft(row: MethodRow) -> MethodVersion:
    """Return the draft of a method, held, or a new one after its newest version."""
    versions = MethodVersion.objects.select_for_update().filter(method=row)
    found = versions.filter(state="draft").first()
    last = versions.order_by("-number").values_list("number", flat=True).first()
    return found or MethodVersion(method=row, number=(last or 0) + 1, state="draft")


@transaction.atomic
def publish_method(*, actor: Actor, urn: str, version: str) -> str:
    """Put a version of a method in force, for ever as it is, and return its digest.

    Another person than the one who saved it does; a command does both. Assessments that began under another
    version stay on theirs.
    raises: MethodNotFound, NotMethodKeeper, VersionTaken, MethodSecondPerson
    """
    row = (
        MethodVersion.objects.select_for_update(of=("self",))
        .select_related("method")
        .filter(method__urn=urn, version=version)
        .first()
    )
    if row is None:
        raise MethodNotFound
    _require_keeper(actor, row.method.owner)
    if row.state != "draft":
        raise VersionTaken
    if actor.kind == "person" and row.changed_by == actor.key:
        raise MethodSecondPerson
    MethodVersion.objects.filter(method=row.method, state="published").update(state="replaced")
    row.state, row.published_at, row.published_by = "published", clock.now(), actor.key
    row.save(update_fields=["state", "published_at", "published_by"])
    detail = {"version": version, "digest": row.digest}
    audit.record(actor=actor, verb="assess.method-published", target=row.method, detail=detail)
    return row.digest


def _require_keeper(actor: Actor, owner: str) -> None:
    if not acts_for(actor=actor, role="publisher", body=owner):
        raise NotMethodKeeper
