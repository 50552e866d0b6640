"""Reads of the room of AI in administrations."""

from bawaba.ai.queries.instance_files import portfolio_of, read_instance
from bawaba.ai.queries.optimising import optimise

__all__ = ["optimise", "portfolio_of", "read_instance"]
