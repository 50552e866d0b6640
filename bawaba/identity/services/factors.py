"""Second factors handed over by somebody who vouches for the person: codes on paper, an authenticator's secret."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction

from bawaba.identity.models import Person
from bawaba.identity.queries.step_up import HANDED_OVER
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor


@transaction.atomic
def hand_over_codes(*, actor: Actor, person: Person) -> tuple[str, ...]:
    """Make one-time codes that count as a second factor, since they are given after proofing, face to face.

    Codes given before are void. The audit says that there are new ones, not which.
    """
    Authenticator.objects.filter(user_id=person.account_id, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes = RecoveryCodes.activate(person.account)
    codes.instance.data[HANDED_OVER] = True
    codes.mark_as_viewed()  # a page that showed them again would give them to whoever knows the password
    audit.record(actor=actor, verb="identity.codes-handed-over", target=person)
    return tuple(codes.generate_codes())


@transaction.atomic
def hand_over_totp(*, actor: Actor, person: Person) -> str:
    """Give the person a secret for an authenticator app (RFC 6238), in base32; an earlier one is void."""
    Authenticator.objects.filter(user_id=person.account_id, type=Authenticator.Type.TOTP).delete()
    secret = str(generate_totp_secret())
    TOTP.activate(person.account, secret)
    audit.record(actor=actor, verb="identity.authenticator-handed-over", target=person)
    return secret
