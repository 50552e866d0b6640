"""Writes of the search room."""

from bawaba.search.services.indexing import index_documents, rebuild_index

__all__ = ["index_documents", "rebuild_index"]
