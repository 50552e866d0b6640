"""The rules of a use case's life. Plain Python."""

from bawaba.ai.rules.lifecycle import NEXT, STAGES, Facts, Stage, hindrances

__all__ = ["NEXT", "STAGES", "Facts", "Stage", "hindrances"]
