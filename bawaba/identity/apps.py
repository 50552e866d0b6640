"""Registration of the identity room."""

from datetime import time, timedelta

from django.apps import AppConfig
from django.conf import settings

from bawaba.identity import types
from bawaba.kernel.ports import DAILY, Timer, timers


class IdentityConfig(AppConfig):
    """Who are you, how sure are we, what did you consent to?"""

    name = "bawaba.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the protocol side follow what happens to sessions, devices and consents."""
        from bawaba.identity import receivers  # noqa: PLC0415 - models exist only now
        from bawaba.identity.oidc import access, backchannel_logout, first_party, grants  # noqa: PLC0415 - models exist only now
        from bawaba.identity.services import alerts, counter  # noqa: PLC0415 - as above

        receivers.connect()
        purge = "bawaba.identity.oidc.housekeeping.purge_expired"
        timers.register("identity.purge", Timer(purge, DAILY, time(3, 50)))
        rotate = Timer("bawaba.identity.oidc.keys.rotate_keys", timedelta(days=90), actor="rotate-keys")
        timers.register("identity.rotate-keys", rotate)
        types.proofing_methods.register(counter.METHOD, counter.judge_papers)
        types.first_party_registrars.register("oidc", first_party.keep_first_party)
        types.access_readers.register("oidc", access.read_access)
        types.grant_enders.register("oidc", grants.revoke_grants_of)
        types.session_end_watchers.register("oidc", backchannel_logout.watch_session_end)
        types.alert_senders.register("mail", alerts.mail_alert)
        if settings.SMS_GATEWAY != "none":
            types.alert_senders.register("text", alerts.text_alert)
