"""What the portal asks of others: its own registration at the identity provider, and signing in there."""

from bawaba.portal.services.registration import register_at_provider

__all__ = ["register_at_provider"]
