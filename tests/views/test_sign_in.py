"""Who is let in: by the address, by what the provider says, and for how long."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import NotAllowed
from views.server.claims import email_of, session_hours

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
SOUND = {"email": "Dana.Fox@Vendor.example", "email_verified": True, "iat": NOW.timestamp() - 60}


def test_the_address_is_taken_as_the_store_writes_it() -> None:
    assert email_of(SOUND, NOW, session_hours=12) == "dana.fox@vendor.example"


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email": None}, "no e-mail address"),
        ({"email": "operator"}, "no e-mail address"),
        ({"email_verified": False}, "not verified"),
        ({"email_verified": "false"}, "not verified"),
        ({"iat": NOW.timestamp() - 13 * 3600}, "older than 12 hours"),
        ({"iat": None}, "did not say when"),
        ({"iat": "yesterday"}, "did not say when"),
    ],
)
def test_who_the_provider_does_not_vouch_for_stays_out(claims: dict[str, object], words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        email_of(SOUND | claims, NOW, session_hours=12)


@pytest.mark.parametrize(
    ("named", "hours"),
    [
        ("", 12),
        ("8", 8.0),
        ("0.5", 0.5),
        ("-1", 12),
        ("soon", 12),
    ],
)
def test_how_long_a_sign_in_counts(named: str, hours: float) -> None:
    assert session_hours({"HEADROOM_SESSION_HOURS": named}) == hours
