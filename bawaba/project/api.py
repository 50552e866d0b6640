"""API v1: the rooms' HTTP doors under one address, with problem+json refusals."""

from ninja import NinjaAPI

api = NinjaAPI(title="Bawaba", version="1", urls_namespace="api-v1", docs_url=None)
