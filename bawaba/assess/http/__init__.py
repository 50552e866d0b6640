"""Assessments over HTTP: each file adds its operations to the room's one router.

What everybody may ask needs no token; the rest is for the person of an access token with `assess.read` or
`assess.write`, who may do what their roles let them do on the pages, and nothing more.
"""

from ninja import Router

router = Router(tags=["assess"])

from bawaba.assess.http import (  # noqa: E402 - they add to the router
    campaigns,
    computing,
    deciding,
    filling,
    methods,
    proving,
    results,
)

__all__ = ["campaigns", "computing", "deciding", "filling", "methods", "proving", "results", "router"]
