"""Requests over HTTP: each file adds its operations to the room's one router."""

from ninja import Router

router = Router(tags=["casework"])

from bawaba.casework.http import desk, files, followed, requests, webhooks  # noqa: E402 - they add to the router

__all__ = ["desk", "files", "followed", "requests", "router", "webhooks"]
