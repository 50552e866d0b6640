"""Which imports there are, and which targets."""

from bawaba.coverage.models import Layer, TargetSet
from bawaba.coverage.types import LayerRecord, MilestoneRecord, TargetSetRecord


def list_layers() -> list[LayerRecord]:
    """Return every import with its provenance, the newest first. One SQL query."""
    return [_layer(row) for row in Layer.objects.all()]


def layers_in_use() -> list[LayerRecord]:
    """Return the imports that the shares come from. One SQL query."""
    return [_layer(row) for row in Layer.objects.filter(in_use=True)]


def _layer(row: Layer) -> LayerRecord:
    return LayerRecord(
        row.pk, row.kind, row.title, row.version, row.source, row.source_url, row.licence, row.dated,  # type: ignore[arg-type]  # the database holds no other kind
        row.synthetic, row.operator, row.place, row.rows, row.total, row.digest, row.imported_at, row.in_use,
        row.checks, row.sources or {}, row.edge_probability,
    )  # fmt: skip


def list_target_sets() -> list[TargetSetRecord]:
    """Return every set of targets with its milestones, the oldest first. Two SQL queries."""
    return [
        TargetSetRecord(
            row.key, row.names, row.source, row.source_url, row.stated_on, row.verified,
            [MilestoneRecord(one.due_on, one.share) for one in row.milestones.all()],
        )
        for row in TargetSet.objects.prefetch_related("milestones")
    ]  # fmt: skip
