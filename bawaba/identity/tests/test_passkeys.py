"""WebAuthn ceremonies, each rule of them: who signed, what, where, with whom watching."""

import secrets
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from fido2.cose import RS256, EdDSA
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestedCredentialData
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bawaba.identity.rules import assertions, passkeys
from bawaba.identity.rules.passkeys import CeremonyRefused, NewPasskey, WebSite
from bawaba.identity.tests.software_key import BS, ORIGIN, UP, UV, SoftwareKey

SITE = WebSite(rp_id="localhost", origin=ORIGIN, name="Bawaba")
CHALLENGE = b"\1" * 32
TEXT = websafe_encode(CHALLENGE)


def register(key: SoftwareKey, **changes: Any) -> passkeys.NewPasskey:
    return passkeys.check_registration(site=SITE, challenge=CHALLENGE, credential=key.create(TEXT, **changes))


def check(key: SoftwareKey, made: passkeys.NewPasskey, answer: dict[str, Any], *, count: int = 0) -> int:
    return assertions.check_assertion(
        site=SITE,
        challenge=CHALLENGE,
        answer=assertions.read_assertion(answer),
        attested=made.attested,
        sign_count=count,
    )


def refuse(reason: str) -> Any:
    return pytest.raises(CeremonyRefused, match=f"^{reason}$")


def test_a_key_that_stays_on_its_device_is_told_from_one_that_is_synced() -> None:
    assert register(SoftwareKey()).hardware_bound
    assert not register(SoftwareKey(synced=True)).hardware_bound


def test_the_record_keeps_the_key_and_nothing_that_the_browser_added() -> None:
    key = SoftwareKey()
    answer = {**key.create(TEXT), "tracking": "me"}
    made = passkeys.check_registration(site=SITE, challenge=CHALLENGE, credential=answer)
    assert "tracking" not in made.record
    assert assertions.registered_id(made.attested) == key.credential_id == made.credential_id
    assert passkeys.attested_of(made.record) == made.attested


@pytest.mark.parametrize(
    "key",
    [
        SoftwareKey(origin="https://localhost:8000"),
        SoftwareKey(origin="http://evil.localhost:8000"),
        SoftwareKey(rp_id="example.org"),
        SoftwareKey(verified=False),
    ],
    ids=["other scheme", "subdomain", "other site", "owner not verified"],
)
def test_no_key_is_registered_elsewhere_or_without_its_owner(key: SoftwareKey) -> None:
    with refuse("refused"):
        register(key)


def test_no_key_of_another_algorithm_is_registered() -> None:
    with refuse("not-p256"):
        register(SoftwareKey(), algorithm="EdDSA")


def test_no_registration_answers_another_challenge() -> None:
    answer = SoftwareKey().create(websafe_encode(b"\2" * 32))
    with refuse("refused"):
        passkeys.check_registration(site=SITE, challenge=CHALLENGE, credential=answer)


def test_an_assertion_is_no_registration() -> None:
    with refuse("malformed"):
        passkeys.check_registration(site=SITE, challenge=CHALLENGE, credential=SoftwareKey().sign(TEXT))


def test_a_signature_of_the_registered_key_moves_its_counter_on() -> None:
    key = SoftwareKey()
    made = register(key)
    assert check(key, made, key.sign(TEXT), count=made.sign_count) == made.sign_count + 1


def test_a_key_that_counts_nothing_may_sign_again_and_again() -> None:
    key = SoftwareKey(counts=False)
    made = register(key)
    assert [check(key, made, key.sign(TEXT)) for _ in range(2)] == [0, 0]


def test_a_counter_that_stays_or_goes_back_betrays_a_copy() -> None:
    key = SoftwareKey()
    made = register(key)
    answer = key.sign(TEXT)
    seen = check(key, made, answer, count=1)
    for count in (seen, seen + 5):
        with refuse("counter-went-back"):
            check(key, made, answer, count=count)


def test_another_key_does_not_sign_for_this_one() -> None:
    key, other = SoftwareKey(), SoftwareKey()
    made = register(key)
    with refuse("refused"):
        check(key, made, other.sign(TEXT), count=1)
    other.credential_id = key.credential_id
    other.count = 10
    with refuse("refused"):
        check(key, made, other.sign(TEXT), count=1)


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://bawaba.example"},
        {"origin": "http://localhost:8001"},
        {"rp_id": "evil.example"},
        {"verified": False},
        {"cross_origin": True},
    ],
)
def test_a_signature_made_elsewhere_or_unverified_is_refused(change: dict[str, Any]) -> None:
    key = SoftwareKey()
    made = register(key)
    for name, value in change.items():
        setattr(key, name, value)
    with refuse("refused"):
        check(key, made, key.sign(TEXT), count=1)


def test_a_signature_for_another_challenge_or_another_act_is_refused() -> None:
    key = SoftwareKey()
    made = register(key)
    for answer in (key.sign(websafe_encode(b"\3" * 32)), key.sign(TEXT, kind="webauthn.create")):
        with refuse("refused"):
            check(key, made, answer, count=1)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.text(max_size=12), st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text())))
)
def test_whatever_a_browser_sends_is_refused_and_never_breaks(answer: dict[str, Any]) -> None:
    with pytest.raises(CeremonyRefused):
        passkeys.check_registration(site=SITE, challenge=CHALLENGE, credential=answer)
    with pytest.raises(CeremonyRefused):
        check(KEY, REGISTERED, answer, count=1)


@given(st.binary(max_size=400), st.sampled_from(["attestationObject", "clientDataJSON"]))
def test_broken_bytes_inside_a_registration_are_refused(raw: bytes, member: str) -> None:
    answer = SoftwareKey().create(TEXT)
    answer["response"][member] = websafe_encode(raw)
    with pytest.raises(CeremonyRefused):
        passkeys.check_registration(site=SITE, challenge=CHALLENGE, credential=answer)


@given(st.binary(max_size=200), st.sampled_from(["authenticatorData", "clientDataJSON", "signature"]))
def test_broken_bytes_inside_a_signature_are_refused(raw: bytes, member: str) -> None:
    answer = KEY.sign(TEXT)
    answer["response"][member] = websafe_encode(raw)
    with pytest.raises(CeremonyRefused):
        check(KEY, REGISTERED, answer, count=1)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 20_000, '"x"', "{" + '"a":{' * 2000])
def test_only_a_small_json_object_is_an_answer(text: str) -> None:
    with refuse("malformed"):
        passkeys.read_answer(text)
    with refuse("malformed"):
        passkeys.read_answer('{"a":"' + "x" * passkeys.MOST_BYTES + '"}')


def test_deeply_nested_cbor_is_refused() -> None:
    answer = SoftwareKey().create(TEXT)
    answer["response"]["attestationObject"] = websafe_encode(b"\x81" * 9000)
    with refuse("malformed"):
        passkeys.check_registration(site=SITE, challenge=CHALLENGE, credential=answer)


@given(
    st.dictionaries(
        st.text(max_size=8), st.one_of(st.integers(), st.text(), st.lists(st.text())), min_size=1
    ),
    st.data(),
)
def test_the_challenge_covers_every_fact_shown(facts: dict[str, Any], data: st.DataObject) -> None:
    nonce = secrets.token_urlsafe(32)
    name = data.draw(st.sampled_from(sorted(facts)))
    other = {**facts, name: [facts[name], "changed"]}
    assert passkeys.signed_challenge(nonce, facts) == passkeys.signed_challenge(
        nonce, dict(reversed(facts.items()))
    )
    assert passkeys.signed_challenge(nonce, facts) != passkeys.signed_challenge(nonce, other)
    assert passkeys.signed_challenge(nonce, facts) != passkeys.signed_challenge(nonce + "x", facts)
    assert len(passkeys.signed_challenge(nonce, facts)) == 32


def test_the_browser_is_asked_for_a_discoverable_p256_key_with_its_owner_verified() -> None:
    options = passkeys.creation_options(
        SITE, challenge=CHALLENGE, handle=b"7", name="n", label="l", known=[b"abc"]
    )
    assert options["pubKeyCredParams"] == [{"type": "public-key", "alg": -7}]
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["authenticatorAttachment"] == "platform"
    assert websafe_decode(options["excludeCredentials"][0]["id"]) == b"abc"


KEY = SoftwareKey()
REGISTERED = register(KEY)


@pytest.mark.parametrize(
    ("flags", "reason"),
    [(UP | UV | BS, "refused"), (UV, "refused"), (UP, "refused"), (0, "refused")],
    ids=["kept elsewhere though it cannot be", "nobody there", "owner not verified", "nothing"],
)
def test_flags_that_contradict_or_lack_the_owner_are_refused(
    flags: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SoftwareKey, "_flags", lambda _key: flags)
    with refuse(reason):
        check(KEY, REGISTERED, KEY.sign(TEXT), count=1)


def test_bytes_that_no_flag_announces_are_refused() -> None:
    answer = KEY.sign(TEXT)
    data = websafe_decode(answer["response"]["authenticatorData"])
    answer["response"]["authenticatorData"] = websafe_encode(data + b"\0")
    with refuse("malformed"):
        check(KEY, REGISTERED, answer, count=1)


@pytest.mark.parametrize("algorithm", ["EdDSA", "RS256"])
def test_keys_of_other_algorithms_that_were_added_on_the_account_page_sign_too(algorithm: str) -> None:
    private: Any = {
        "EdDSA": ed25519.Ed25519PrivateKey.generate,
        "RS256": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    }[algorithm]()
    public: Any = {"EdDSA": EdDSA, "RS256": RS256}[algorithm].from_cryptography_key(private.public_key())
    key = SoftwareKey()
    attested = bytes(AttestedCredentialData.create(b"\0" * 16, key.credential_id, public))
    padding = () if algorithm == "EdDSA" else (PKCS1v15(), hashes.SHA256())
    key.private = SimpleNamespace(sign=lambda message, _scheme: private.sign(message, *padding))  # type: ignore[assignment]  # signs alike
    made = NewPasskey(key.credential_id, attested, 0, True, {})
    assert check(key, made, key.sign(TEXT)) == 1
    key.private = ec.generate_private_key(ec.SECP256R1())
    with refuse("refused"):
        check(key, made, key.sign(TEXT))
