"""What the room's API takes and answers in several of its files."""

from functools import partial
from typing import Annotated

from ninja import Field, Schema

from bawaba.identity.queries import current_actor
from bawaba.kernel.http import AccessToken

READS = AccessToken(partial(current_actor, scope="assess.read"))
WRITES = AccessToken(partial(current_actor, scope="assess.write"))

WaveKey = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]
BodyKey = Annotated[str, Field(max_length=120, pattern=r"^[A-Za-z0-9_-]+$")]
Name = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9._-]+$")]


class KeyAnswer(Schema):
    """The wave or road map that was changed."""

    key: str


class CountAnswer(Schema):
    """How many there are now. key: of the wave"""

    key: str
    count: int
