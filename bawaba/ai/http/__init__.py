"""AI in administrations over HTTP: each file adds its operations to the room's one router.

The register needs no token. The life of a use case is for the person of an access token with `ai.read` or
`ai.write`, who may do what their roles let them do on the pages, and nothing more.
"""

from ninja import Router

router = Router(tags=["ai"])

from bawaba.ai.http import (  # noqa: E402 - they add to the router
    assessing,
    deciding,
    life,
    register,
    scenarios,
    watching,
    weighing,
)

__all__ = ["assessing", "deciding", "life", "register", "router", "scenarios", "watching", "weighing"]
