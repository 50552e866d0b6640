"""What the maturity room writes."""

from bawaba.maturity.services.indices import import_index, import_shipped_indices

__all__ = ["import_index", "import_shipped_indices"]
