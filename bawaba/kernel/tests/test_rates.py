"""A client may ask so many times in a window; who it was is not kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from bawaba.kernel import clock, rates

START = datetime(2026, 3, 1, 12, 0, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def request_from(address: str, forwarded: str = "") -> HttpRequest:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    return RequestFactory(headers=headers).get("/", REMOTE_ADDR=address)


def spend(address: str = "192.0.2.1", door: str = "api") -> rates.Allowance:
    return rates.spend(request_from(address), door=door, most=3, window_s=60)


def test_calls_are_refused_when_the_window_is_spent() -> None:
    with clock.frozen_at(START):
        allowances = [spend() for _ in range(5)]
    assert [allowance.left for allowance in allowances] == [2, 1, 0, 0, 0]
    assert [allowance.refused for allowance in allowances] == [False, False, False, True, True]


def test_the_window_says_when_it_ends_and_starts_again() -> None:
    with clock.frozen_at(START):
        assert spend().resets_in_s == 40
        for _ in range(4):
            spend()
    with clock.frozen_at(START + timedelta(seconds=40)):
        assert not spend().refused


def test_clients_and_doors_count_apart() -> None:
    with clock.frozen_at(START):
        for _ in range(4):
            spend()
        assert not spend("192.0.2.2").refused
        assert not spend(door="report").refused


def test_one_ipv6_network_is_one_client() -> None:
    assert rates.client_network(request_from("2001:db8:1:2::5")) == rates.client_network(
        request_from("2001:db8:1:2:ffff::9")
    )
    assert rates.client_network(request_from("2001:db8:1:2::5")) != rates.client_network(
        request_from("2001:db8:1:3::5")
    )


@pytest.mark.parametrize("address", ["", "unix:/run/bawaba.sock", "not an address"])
def test_a_client_without_an_address_is_counted_with_its_like(address: str) -> None:
    assert rates.client_network(request_from(address)) == "unknown"


def test_a_forwarded_address_counts_only_behind_our_own_proxy(settings: Settings) -> None:
    request = request_from("198.51.100.7", forwarded="10.0.0.1, 192.0.2.9")
    settings.BEHIND_PROXY = False
    assert rates.client_network(request) == "198.51.100.7"
    settings.BEHIND_PROXY = True
    assert rates.client_network(request) == "192.0.2.9"


def test_the_cache_holds_no_address() -> None:
    with clock.frozen_at(START):
        spend("192.0.2.1")
    kept = " ".join(cache._cache)  # type: ignore[attr-defined]
    assert "192.0.2.1" not in kept
