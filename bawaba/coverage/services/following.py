"""Who follows an import: told how far it is while it reads, and within the write of what it wrote."""

from bawaba.coverage.models import Layer


class Follower:
    """Follows nothing; what an import takes where nobody wants to know."""

    def tell(self, step: str, done: int = 0, of: int = 0) -> None:
        """Take how far it is. step: reading, checking, writing; done, of: parts, 0 where they are not known"""

    def written(self, layer: Layer) -> None:
        """Take the layer, inside the transaction that writes it."""


NOBODY = Follower()
