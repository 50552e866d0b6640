"""Tables of the identity room: people, their devices, relying parties, grants and approvals."""

from bawaba.identity.models.approvals import BackchannelRequest, LinkRequest
from bawaba.identity.models.people import Activity, BrowserSession, Device, Person, Proofing
from bawaba.identity.models.relying import (
    Consent,
    Grant,
    PushedRequest,
    RelyingParty,
    RevokedToken,
    SigningKey,
    SpentIdentifier,
)

__all__ = [
    "Activity",
    "BackchannelRequest",
    "BrowserSession",
    "Consent",
    "Device",
    "Grant",
    "LinkRequest",
    "Person",
    "Proofing",
    "PushedRequest",
    "RelyingParty",
    "RevokedToken",
    "SigningKey",
    "SpentIdentifier",
]
