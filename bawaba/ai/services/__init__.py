"""Writes of the room of AI in administrations."""

from bawaba.ai.services.importing import import_register

__all__ = ["import_register"]
