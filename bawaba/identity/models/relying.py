"""Relying parties, the provider's keys, consents, grants, and what may be used only once."""

from typing import ClassVar

from django.db import models

from bawaba.identity.models.people import Person


class RelyingParty(models.Model):
    """A client of the provider, in the words of RFC 7591 (`metadata`).

    secret_digest:   HMAC-SHA-256 of the random client secret, keyed by the site ("" where none)
    approved_claims: the claims it may ask for, as approved by the identity administrator
    names, notice, purpose: language → text, shown to the person (notice: the address of its legal notice)
    """

    client_id = models.CharField(max_length=64, unique=True)
    metadata = models.JSONField()
    secret_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, default="pending")
    names = models.JSONField(default=dict)
    notice = models.JSONField(default=dict)
    purpose = models.JSONField(default=dict)
    approved_claims = models.JSONField(default=list)
    sector = models.CharField(max_length=255)
    body = models.CharField(max_length=120, blank=True)
    first_party = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "approved", "suspended"]),
                name="relying_party_state_known",
            ),
        ]

    def __str__(self) -> str:
        return self.client_id


class SigningKey(models.Model):
    """A key of the provider; the private JWK is encrypted at rest.

    It signs from `signs_from` until a newer one of its algorithm does, and is published until `retires_at`.
    """

    kid = models.CharField(max_length=64, unique=True)
    algorithm = models.CharField(max_length=8)
    public_jwk = models.JSONField()
    sealed = models.BinaryField()
    signs_from = models.DateTimeField()
    retires_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.kid


class Consent(models.Model):
    """A person's standing yes to one relying party for one set of scopes and claims.

    declined: claims that were asked for too and that the person chose not to share
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    relying_party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="consents")
    scopes = models.JSONField(default=list)
    claims = models.JSONField(default=list)
    declined = models.JSONField(default=list)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "relying_party"], name="consent_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.relying_party_id}"


class Grant(models.Model):
    """One authorization and its family of tokens, written when its code is redeemed. Access tokens are
    signed handles on this row and need none of their own; refresh tokens carry its generation.

    kind:    "code" or "ciba"
    subject: the person's own, kept here so that a token needs one row only
    level:   the level told to the relying party
    claims:  `granted`: the claims that may be released; `id_token` and `userinfo`: what was asked by name,
             each claim → its wish (OpenID Connect Core, section 5.5)
    """

    key = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=8)
    relying_party = models.ForeignKey(
        RelyingParty, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=32)
    sid = models.CharField(max_length=32, blank=True, db_index=True)
    device = models.ForeignKey(
        "identity.Device", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    scopes = models.JSONField(default=list)
    claims = models.JSONField(default=dict)
    amr = models.JSONField(default=list)
    level = models.CharField(max_length=12)
    auth_time = models.DateTimeField()
    dpop_jkt = models.CharField(max_length=64, blank=True)
    generation = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_for = models.CharField(max_length=24, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["device"], condition=models.Q(device__isnull=False), name="grant_of_device"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class PushedRequest(models.Model):
    """Authorization parameters that a client pushed (RFC 9126); used once."""

    digest = models.CharField(max_length=64, unique=True)
    relying_party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="+")
    parameters = models.JSONField()
    dpop_jkt = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.digest[:12]


class SpentIdentifier(models.Model):
    """A `jti` that must not come again: DPoP proofs (RFC 9449), client assertions (RFC 7523), request objects."""

    digest = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest[:12]


class RevokedToken(models.Model):
    """An access token revoked alone (RFC 7009), kept until it would have expired."""

    digest = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest[:12]
