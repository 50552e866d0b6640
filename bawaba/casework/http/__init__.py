"""Requests over HTTP: each file adds its operations to the room's one router."""

from ninja import Router

router = Router(tags=["casework"])
