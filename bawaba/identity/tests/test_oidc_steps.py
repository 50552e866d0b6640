"""What must happen before an answer, for every request and every session (pure rules)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bawaba.identity.oidc import steps
from bawaba.identity.oidc.authorization import AuthorizationRequest, ReplyTo
from bawaba.identity.oidc.claims_parameter import NOTHING_ASKED
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.errors import ProtocolError
from bawaba.identity.oidc.scopes import CLAIMS
from bawaba.identity.oidc.steps import NEW, Progress, Standing, Step, next_step
from bawaba.identity.rules.places import cut_place
from bawaba.identity.types import Authentication, Level

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLIENT = Client(
    id=1, client_id="c", metadata={}, secret_digest="", names={}, notice={}, purpose={},
    approved_claims=frozenset(CLAIMS), sector="party.example", body="", first_party=False, created_at=NOON,
)  # fmt: skip
EVERYTHING = Standing(frozenset({"offline_access"}), frozenset(CLAIMS))
ACRS = [*(level.acr for level in Level), "urn:example:unheard-of"]

requests = st.builds(
    AuthorizationRequest,
    reply=st.just(ReplyTo(CLIENT, "https://party.example/cb", "query", "")),
    scopes=st.sampled_from([("openid",), ("openid", "profile"), ("openid", "offline_access")]),
    nonce=st.just(""),
    code_challenge=st.just("x" * 43),
    prompts=st.sampled_from(
        [frozenset(), frozenset({"none"}), frozenset({"login"}), frozenset({"consent"}),
         frozenset({"select_account"}), frozenset({"login", "consent"})]
    ),
    max_age_s=st.none() | st.integers(0, 7200),
    acr_values=st.lists(st.sampled_from(ACRS), max_size=3, unique=True).map(tuple),
    acr_needed=st.booleans(),
    claims=st.just(NOTHING_ASKED),
    subject=st.just(""),
    login_hint=st.just(""),
    language=st.just(""),
    dpop_jkt=st.just(""),
)  # fmt: skip
sessions = st.builds(
    Authentication,
    person_id=st.just(1), account_id=st.just(1), subject=st.just("s"), sid=st.just("sid"),
    auth_time=st.integers(0, 7200).map(lambda age: NOON - timedelta(seconds=age)),
    amr=st.just(("pwd",)), level=st.sampled_from(Level),
)  # fmt: skip
standings = st.sampled_from([None, Standing(frozenset(), frozenset()), EVERYTHING])
progresses = st.builds(
    Progress,
    st.none() | st.integers(0, 60).map(lambda s: NOON - timedelta(seconds=s)),
    st.booleans(),
    st.booleans(),
)


def decide(
    asked: AuthorizationRequest, session: Authentication | None, standing: Standing | None, progress: Progress
) -> Step | str:
    try:
        return next_step(
            asked=asked, authentication=session, standing=standing, progress=progress, moment=NOON
        )
    except ProtocolError as error:
        return error.error


@given(requests, st.none() | sessions, standings, progresses)
def test_a_silent_request_is_answered_and_asks_nobody(
    asked: AuthorizationRequest, session: Authentication | None, standing: Standing | None, progress: Progress
) -> None:
    step = decide(replace(asked, prompts=frozenset({"none"})), session, standing, progress)
    assert step is Step.ISSUE or isinstance(step, str)


@settings(max_examples=400)  # a part of them is answered
@given(requests, sessions, standings, progresses)
def test_no_code_is_issued_for_a_proof_that_is_too_old(
    asked: AuthorizationRequest, session: Authentication, standing: Standing | None, progress: Progress
) -> None:
    if decide(asked, session, standing, progress) is not Step.ISSUE:
        return
    since_start = progress.started is not None and session.auth_time >= progress.started
    if "login" in asked.prompts or asked.max_age_s == 0:
        assert since_start
    elif asked.max_age_s is not None:
        assert since_start or NOON - session.auth_time <= timedelta(seconds=asked.max_age_s)


@settings(max_examples=400)  # a part of them is answered
@given(requests, sessions, standings, progresses)
def test_no_code_is_issued_below_an_essential_level_and_never_told_above_the_one_reached(
    asked: AuthorizationRequest, session: Authentication, standing: Standing | None, progress: Progress
) -> None:
    if decide(asked, session, standing, progress) is not Step.ISSUE:
        return
    told = steps.told_level(asked, session.level)
    assert told.rank <= session.level.rank
    if asked.acr_needed and asked.acr_values:
        assert told.acr in asked.acr_values


@settings(max_examples=400)  # a part of them is answered
@given(requests, sessions, standings, progresses)
def test_no_code_is_issued_without_a_consent_that_covers_it(
    asked: AuthorizationRequest, session: Authentication, standing: Standing | None, progress: Progress
) -> None:
    if decide(asked, session, standing, progress) is not Step.ISSUE:
        return
    assert steps.covers(standing, asked)
    if "consent" in asked.prompts:
        assert progress.agreed


@given(requests, sessions)
def test_a_level_that_nobody_needs_is_tried_once_and_hinders_nothing(
    asked: AuthorizationRequest, session: Authentication
) -> None:
    tried = Progress(started=session.auth_time, stepped_up=True, agreed=True)
    assert decide(replace(asked, acr_needed=False), session, EVERYTHING, tried) is Step.ISSUE


@given(requests)
def test_nobody_signed_in_signs_in_first(asked: AuthorizationRequest) -> None:
    assert decide(replace(asked, prompts=asked.prompts - {"none"}), None, None, NEW) is Step.SIGN_IN


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1234:5678::1", "2001:db8:1234::/48"),
        ("2001:db8:1234:5678::/64", "2001:db8:1234::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_a_place_names_a_network_and_no_home(address: str, place: str) -> None:
    assert cut_place(address) == place
