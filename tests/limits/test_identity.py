"""Who a sign-in service says somebody is: what is believed of it, and what is not."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from data.addresses import normalised, normalised_list
from data.errors import BadInput, NotAllowed
from limits.identity import UNVERIFIED_ISSUERS, identity_of, unverified_issuers

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
ISSUED = NOW.timestamp() - 3600
SOUND: dict[str, object] = {
    "iss": "https://id.vendor.example",
    "email": "Dana.Fox@Vendor.example",
    "email_verified": True,
    "iat": ISSUED,
    "exp": ISSUED + 300,
}
KELVIN = "\u212aim.arden@example.com"  # the Kelvin sign, which small letters and NFKC both make a k
SAID_NOTHING = {name: value for name, value in SOUND.items() if name != "email_verified"}


def test_a_sound_sign_in_lasts_for_the_hours_of_a_session_from_when_it_was_issued() -> None:
    found = identity_of(SOUND, NOW, session_hours=12)
    assert found.email == "dana.fox@vendor.example"
    assert found.signed_in_at == dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC)
    assert found.ends_at == dt.datetime(2026, 11, 23, 23, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("said", [None, "", [], {}, 0, 1, 1.0, False, "False", "no", "yes", "true", "True", [True]])
def test_only_true_is_verified(said: object) -> None:
    for issuers in (frozenset[str](), frozenset({"https://id.vendor.example"})):
        with pytest.raises(NotAllowed, match="not verified"):
            identity_of(SOUND | {"email_verified": said}, NOW, session_hours=12, trusted_issuers=issuers)


def test_an_issuer_that_never_says_so_is_believed_where_it_is_named() -> None:
    with pytest.raises(NotAllowed, match=UNVERIFIED_ISSUERS):
        identity_of(SAID_NOTHING, NOW, session_hours=12)
    named = unverified_issuers({UNVERIFIED_ISSUERS: "https://other.example, https://id.vendor.example"})
    assert identity_of(SAID_NOTHING, NOW, session_hours=12, trusted_issuers=named).email == "dana.fox@vendor.example"
    for other in ("https://id.vendor.example/", "https://evil.example", None, ["https://id.vendor.example"]):
        with pytest.raises(NotAllowed):
            identity_of(SAID_NOTHING | {"iss": other}, NOW, session_hours=12, trusted_issuers=named)
    assert unverified_issuers({}) == frozenset()


@pytest.mark.parametrize(
    "address",
    [
        KELVIN,
        "\uff4bim@example.com",  # full width
        "\u017fam@example.com",  # long s
        "ki\u200bm@example.com",  # nothing to see
        "kim\u00a0@example.com",
        "\u00a0kim@example.com",
        "stra\u00dfe@example.com",  # folds to two letters
        "kim@exa\u0301mple.com",  # an accent of its own
    ],
)
def test_an_address_that_could_be_taken_for_another_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        normalised(address)
    with pytest.raises(NotAllowed):
        identity_of(SOUND | {"email": address}, NOW, session_hours=12)


@pytest.mark.parametrize(
    "address", ["", "kim", "@example.com", "kim@", "a@b@c.com", "a b@c.com", "a,b@c.com", "k@c..com"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="not an e-mail address"):
        normalised(address)


def test_addresses_differ_in_case_alone() -> None:
    assert normalised(" Kim.Arden@Example.COM ") == "kim.arden@example.com"
    assert normalised("JÜRGEN@example.com") == normalised("jürgen@example.com") == "jürgen@example.com"
    assert normalised_list("B@x.com, a@x.com ,b@X.com,") == ("b@x.com", "a@x.com")


@pytest.mark.parametrize("issued", [None, "now", True, [], math.nan, math.inf, -math.inf, -1.0, 10**400, 1e300])
def test_a_sign_in_without_a_time_is_refused(issued: object) -> None:
    with pytest.raises(NotAllowed, match="did not say when"):
        identity_of(SOUND | {"iat": issued, "exp": None}, NOW, session_hours=12)


def test_clocks_may_differ_by_a_minute_and_no_more() -> None:
    ahead = NOW.timestamp()
    assert identity_of(SOUND | {"iat": ahead + 60, "exp": ahead + 99}, NOW, session_hours=12).email
    with pytest.raises(NotAllowed, match="in the future"):
        identity_of(SOUND | {"iat": ahead + 61, "exp": ahead + 99}, NOW, session_hours=12)


def test_a_session_ends_to_the_second() -> None:
    begun = NOW.timestamp() - 12 * 3600
    assert identity_of(SOUND | {"iat": begun, "exp": begun + 1}, NOW, session_hours=12).ends_at == NOW
    with pytest.raises(NotAllowed, match="older than 12 hours"):
        identity_of(SOUND | {"iat": begun - 1, "exp": begun + 1}, NOW, session_hours=12)


@pytest.mark.parametrize("expires", [ISSUED, ISSUED - 1, 0, None, "soon", math.nan, True])
def test_an_end_before_the_beginning_is_refused(expires: object) -> None:
    with pytest.raises(NotAllowed, match="ends before it begins"):
        identity_of(SOUND | {"exp": expires}, NOW, session_hours=12)


def test_a_token_without_an_end_counts_for_the_session() -> None:
    assert identity_of({k: v for k, v in SOUND.items() if k != "exp"}, NOW, session_hours=12).email
