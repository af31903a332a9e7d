"""The outbox: to the right people, once each, through restarts and failures, and never with a secret in it."""

from __future__ import annotations

import datetime as dt
import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from data.errors import BadInput
from data.store import Store
from data.tables import outbox as outbox_store
from limits.actors import OPERATOR, actor
from limits.notice_texts import notify
from limits.notices.outbox import NEWS_FOR, TRIES, TRY_TAKES_AT_MOST, send_due, undelivered
from limits.notices.sending import Channels, NotDelivered, channels, deliver
from limits.visibility import Audience
from tests.limits.listening import Heard, free_port, mail_server, web_server
from tests.limits.world import CSM, SUPER_USER, VIEWER
from tests.store_maker import StoreMaker

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
# One of the many services that Apprise knows still asks for what Python 3.13 drops.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
SECRET = "xoxb-8fjTOKEN"


@pytest.fixture(scope="module")
def mail() -> Iterator[Heard]:
    with mail_server() as heard:
        yield heard


@pytest.fixture(scope="module")
def web() -> Iterator[Heard]:
    with web_server() as heard:
        yield heard


@pytest.fixture
def ways(mail: Heard, web: Heard) -> Channels:
    mail.messages.clear()
    web.messages.clear()
    mail.refusals = web.refusals = 0
    return channels(
        {
            "HEADROOM_NOTIFY": f"json://127.0.0.1:{web.port}/{SECRET}",
            "HEADROOM_MAIL": f"mailto://127.0.0.1:{mail.port}/?from=headroom@vendor.example&mode=insecure",
        }
    )


def notice(
    world: Store, name: str, audience: Audience = "vendor", topic: str = "alert", at: dt.datetime = NOW, body: str = "b"
) -> None:
    from data.tables import networks

    def work(cursor: object) -> None:
        network = networks.network(cursor, "acme")  # type: ignore[arg-type]
        assert network is not None
        notify(cursor, network, audience, topic, f"Acme: {name}", body, notice_id=name, at=at)  # type: ignore[arg-type]

    world.write(work)


def to_whom(mail: Heard) -> list[str]:
    return sorted(message["To"] for message in mail.messages)


def test_the_vendors_notices_reach_the_csm_by_mail_and_the_channel(
    world: Store, ways: Channels, mail: Heard, web: Heard
) -> None:
    notice(world, "full", body="<b>40 of 40</b> & no more\nAsk.")
    report = send_due(world, ways, now=NOW)
    assert (report.sent, report.waiting) == (2, 0)
    (message,) = mail.messages
    assert (message["To"], message["From"], message["Subject"]) == (
        CSM,
        "headroom@vendor.example",
        "Acme: full",
    )
    assert "<b>40 of 40</b> & no more\nAsk." in message.get_content().replace("\r\n", "\n")
    assert message.get_content_type() == "text/plain"
    (posted,) = web.messages
    assert posted["title"] == "Acme: full"


def test_a_delivery_changes_no_figure_so_nothing_is_worked_out_anew(world: Store, ways: Channels) -> None:
    notice(world, "full")
    before = world.data_version()
    assert send_due(world, ways, now=NOW).sent == 2
    notice(world, "late", at=NOW - NEWS_FOR)
    told = world.data_version()
    send_due(world, ways, now=NOW + NEWS_FOR)
    assert (told, world.data_version()) == (before + 1, before + 1)


def test_customers_get_their_own_by_mail_alone(world: Store, ways: Channels, mail: Heard, web: Heard) -> None:
    notice(world, "full", "customer")
    notice(world, "approved", "customer", "request")
    send_due(world, ways, now=NOW)
    assert to_whom(mail) == [SUPER_USER, SUPER_USER, VIEWER]  # viewers file requests, and hear of these only
    assert web.messages == []


def test_each_is_sent_once_through_rounds_and_restarts(
    world: Store, store_maker: StoreMaker, ways: Channels, mail: Heard, web: Heard
) -> None:
    notice(world, "full")
    send_due(world, ways, now=NOW)
    send_due(world, ways, now=NOW + dt.timedelta(days=1))
    world.close()
    again = store_maker.open(world.address)
    assert send_due(again, ways, now=NOW + dt.timedelta(days=2)).sent == 0
    again.close()
    assert len(mail.messages) == len(web.messages) == 1


def test_of_many_senders_at_once_each_message_has_one(world: Store, ways: Channels, mail: Heard, web: Heard) -> None:
    for i in range(5):
        notice(world, f"n{i}")
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: send_due(world, ways, now=NOW), range(4)))
    assert sum(r.sent for r in reports) == 10
    assert (len(mail.messages), len(web.messages)) == (5, 5)


def test_what_fails_is_tried_again_later_and_later(world: Store, ways: Channels, mail: Heard, web: Heard) -> None:
    notice(world, "full")
    web.refusals = 2
    assert send_due(world, ways, now=NOW).failed == 1
    assert send_due(world, ways, now=NOW + dt.timedelta(seconds=30)).failed == 0  # not yet
    assert send_due(world, ways, now=NOW + dt.timedelta(minutes=2)).failed == 1
    assert send_due(world, ways, now=NOW + dt.timedelta(minutes=6)).sent == 0  # five minutes after the second try
    assert send_due(world, ways, now=NOW + dt.timedelta(minutes=8)).sent == 1
    assert (len(mail.messages), len(web.messages)) == (1, 1)


def test_after_many_tries_it_is_given_up_with_the_reason_and_no_secret(
    world: Store, ways: Channels, web: Heard
) -> None:
    notice(world, "full")
    web.refusals = 100
    moment = NOW
    reports = []
    for _ in range(TRIES + 2):
        reports.append(send_due(world, ways, now=moment))
        moment += dt.timedelta(hours=13)
    assert sum(r.failed for r in reports) == TRIES - 1
    assert sum(r.given_up for r in reports) == 1
    (lost,) = undelivered(world, OPERATOR)
    assert lost.attempts == TRIES
    assert "503" in str(lost.last_error)
    assert SECRET not in f"{lost}"
    assert undelivered(world, actor(world, VIEWER)) == []


def test_a_try_whose_process_died_is_made_again_when_its_time_is_up(world: Store, ways: Channels, mail: Heard) -> None:
    notice(world, "full")

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        send_due(world, ways, now=NOW, send=die)
    soon = NOW + TRY_TAKES_AT_MOST / 2
    assert send_due(world, ways, now=soon).sent == 1  # the other address; this one may still be on its way
    assert send_due(world, ways, now=NOW + TRY_TAKES_AT_MOST * 1.1).sent == 1
    assert len(mail.messages) == 1


def test_what_kills_every_try_is_given_up(world: Store, ways: Channels) -> None:
    notice(world, "full", "customer")
    send_due(world, ways, now=NOW, send=lambda *_: None, most=0)
    with world.transaction() as cursor:
        cursor.execute("UPDATE deliveries SET status = 'sending', attempts = $1", TRIES)
    assert send_due(world, ways, now=NOW + dt.timedelta(hours=1)).given_up == 1


def test_a_dead_address_does_not_hold_up_the_round(world: Store, ways: Channels) -> None:
    for i in range(5):
        notice(world, f"n{i}")
    asked: list[str] = []

    def fail(_: Channels, address: str, *__: str) -> None:
        asked.append(address)
        raise NotDelivered("down")

    report = send_due(world, ways, now=NOW, send=fail)
    assert (len(asked), report.failed, report.waiting) == (6, 6, 10)  # three tries each, by mail and by the channel


def test_many_at_once_to_one_address_are_one_message(world: Store, ways: Channels, mail: Heard, web: Heard) -> None:
    for i in range(45):
        notice(world, f"n{i:02}", body="the details")
    web.refusals = 1
    report = send_due(world, ways, now=NOW)
    assert (report.sent, report.failed) == (45, 45)
    (message,) = mail.messages
    assert message["Subject"] == "45 notices from Headroom"
    lines = message.get_content().splitlines()
    assert lines[:2] == ["- Acme: n00", "- Acme: n01"]
    assert "and 5 more." in lines
    assert send_due(world, ways, now=NOW + dt.timedelta(minutes=2)).sent == 45
    assert (len(mail.messages), len(web.messages)) == (1, 1)


def test_old_news_are_not_sent_when_a_channel_is_set_up(world: Store, ways: Channels, mail: Heard) -> None:
    notice(world, "long ago", at=NOW - NEWS_FOR - dt.timedelta(hours=1))
    notice(world, "yesterday", at=NOW - dt.timedelta(days=1))
    assert send_due(world, Channels(), now=NOW).sent == 0  # nothing is configured: nothing is lost either
    send_due(world, ways, now=NOW)
    assert [m["Subject"] for m in mail.messages] == ["Acme: yesterday"]


def test_an_address_that_is_configured_no_more_is_given_up_after_a_week(world: Store, ways: Channels) -> None:
    notice(world, "full")
    send_due(world, ways, now=NOW, most=0)
    only_mail = Channels(mail=ways.mail)
    assert send_due(world, only_mail, now=NOW + dt.timedelta(minutes=1)).given_up == 0
    assert send_due(world, only_mail, now=NOW + dt.timedelta(days=8)).given_up == 1
    assert "still configured" in str(undelivered(world, OPERATOR)[0].last_error)


def test_no_secret_is_kept_said_or_logged(
    world: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()  # nobody listens there
    ways = channels(
        {
            "HEADROOM_NOTIFY": f"json://robot:{SECRET}@127.0.0.1:{port}/{SECRET} xml://{SECRET}:{port}",
            "HEADROOM_MAIL": f"mailto://robot:{SECRET}@127.0.0.1:{port}/?from=a@b.example&mode=insecure",
        }
    )
    assert SECRET not in repr(ways)
    notice(world, "full")
    logged = io.StringIO()  # what a process that logs everything would write
    monkeypatch.setattr(logging.getLogger(), "handlers", [logging.StreamHandler(logged)])
    monkeypatch.setattr(logging.getLogger(), "level", logging.DEBUG)
    assert send_due(world, ways, now=NOW).failed == 3
    with world.reading() as cursor:
        kept = cursor.rows("SELECT * FROM deliveries")
    assert len(kept) == 3
    assert SECRET not in f"{kept}{logged.getvalue()}{capsys.readouterr()}"
    with pytest.raises(NotDelivered) as caught:
        deliver(Channels({"x": f"nonsense://{SECRET}"}), "x", "s", "b")
    assert SECRET not in str(caught.value)


def test_a_subject_cannot_smuggle_in_a_header(world: Store, ways: Channels, mail: Heard) -> None:
    notice(world, "full\r\nBcc: everybody@evil.example", "customer")
    send_due(world, ways, now=NOW)
    (message,) = mail.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "Acme: full Bcc: everybody@evil.example"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"HEADROOM_NOTIFY": f"slack://ok/ok {SECRET}"}, "Part 2 of HEADROOM_NOTIFY"),
        ({"HEADROOM_MAIL": f"smtp.example.com:{SECRET}"}, "HEADROOM_MAIL must be"),
        ({"HEADROOM_MAIL": f"slack://{SECRET}"}, "HEADROOM_MAIL must be"),
        ({"HEADROOM_MAIL": f"mailto://u:{SECRET}@host?to=a@b.example"}, "names a recipient"),
    ],
)
def test_a_wrong_address_is_named_without_its_secret(environment: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        channels(environment)
    assert SECRET not in str(caught.value)


def test_pages_do_not_wait_for_apprise() -> None:
    code = "import sys, limits.notices.outbox, limits.notices.rounds; sys.exit('apprise' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nothing_is_routed_twice_however_late_somebody_joins(world: Store, ways: Channels, mail: Heard) -> None:
    notice(world, "full", "customer")
    send_due(world, ways, now=NOW)
    with world.transaction() as cursor:
        cursor.execute("INSERT INTO users VALUES ('new@acme.example', 'super_user', 'acme')")
        assert outbox_store.unrouted(cursor, dt.datetime(2020, 1, 1)) == []  # noqa: DTZ001 - as the store keeps it
    send_due(world, ways, now=NOW + dt.timedelta(hours=1))
    assert to_whom(mail) == [SUPER_USER]
