"""Pages of the identity room, under the page's language."""

from django.urls import path

from bawaba.identity.views import account, administration, consent, counter, my_data, phone_sign_in, step_up

app_name = "identity"
urlpatterns = [
    path("counter/", counter.find, name="counter"),
    path("counter/enrol", counter.enrol, name="counter-enrol"),
    path("counter/person/<str:handle>", counter.person, name="counter-person"),
    path("counter/person/<str:handle>/codes", counter.codes, name="counter-codes"),
    path("counter/person/<str:handle>/key", counter.key, name="counter-key"),
    path("identity-admin/", administration.parties, name="parties"),
    path("identity-admin/parties/<str:client_id>", administration.party, name="party"),
    path("identity-admin/keys", administration.provider_keys, name="provider-keys"),
    path("identity-admin/audit", administration.acts, name="acts"),
    path("account/", account.account, name="account"),
    path("account/particulars", account.particulars, name="particulars"),
    path("account/step-up", step_up.step_up, name="step-up"),
    path("account/phone-sign-in", phone_sign_in.phone_sign_in, name="phone-sign-in"),
    path("account/phone-sign-in/state", phone_sign_in.phone_sign_in_state, name="phone-sign-in-state"),
    path("my-data/", my_data.my_data, name="my-data"),
    path("consent/", consent.consent, name="consent"),
    path("my-data/consents/<int:consent_id>/withdraw", consent.withdraw, name="withdraw-consent"),
    path("my-data/devices/", my_data.devices, name="devices"),
    path("my-data/devices/<int:device_id>", my_data.device, name="device"),
    path("my-data/not-me", my_data.incident, name="incident"),
]
