"""The study over HTTP: each file adds its operations to the room's one router.

What was published needs no token; waves and road maps are for the person of an access token with `assess.read`
or `assess.write`, who may do what their roles let them do on the pages, and nothing more.
"""

from ninja import Router

router = Router(tags=["maturity"])

from bawaba.maturity.http import public, roadmaps, waves  # noqa: E402 - they add to the router

__all__ = ["public", "roadmaps", "router", "waves"]
