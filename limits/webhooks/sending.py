"""What happened is addressed, sent in order and tried again later; an endpoint that is dead is disabled."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from data.errors import HeadroomError
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import webhook_events as event_store
from data.tables import webhooks as hook_store
from data.tables.webhooks import Endpoint, HookDelivery, HookTry, Status
from data.webhook_key import webhook_key
from limits.clock import present, utc
from limits.notice_texts import notify
from limits.webhooks import signing
from limits.webhooks.addressing import own_hosts, target_of
from limits.webhooks.telling import MOST, address, is_news

if TYPE_CHECKING:
    from limits.webhooks.addressing import Target
    from limits.webhooks.posting import Posted

Post = Callable[["Target", Mapping[str, str], bytes], "Posted"]

HOOK_DISABLED: Final = "webhook"  # the topic of the notice that an endpoint is told no more
PAUSES: Final = tuple(dt.timedelta(seconds=s) for s in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
TRIES: Final = len(PAUSES) + 1
JITTER: Final = 0.2  # of a pause, so that many do not come back at once
DEAD_AFTER: Final = dt.timedelta(days=3)
KEPT_FOR: Final = dt.timedelta(days=30)
TRY_TAKES_AT_MOST: Final = dt.timedelta(minutes=2)
AT_ONCE: Final = 4  # endpoints


@dataclass(frozen=True)
class HookReport:
    """What one pass did; counts are of deliveries."""

    sent: int = 0
    failed: int = 0  # to be tried again
    given_up: int = 0


def are_due(store: Store, *, now: dt.datetime | None = None) -> bool:
    """Whether there is anything to address or to send."""
    moment = utc(now or present())
    with store.reading() as cursor:
        if not event_store.are_heard(cursor):
            return False
        return is_news(cursor) or bool(hook_store.due(cursor, moment, most=1))


def send_webhooks(
    store: Store,
    *,
    now: dt.datetime | None = None,
    post: Post | None = None,
    chance: Callable[[], float] = random.random,
) -> HookReport:
    """Addresses what happened and sends what is due, an endpoint's in order; several processes may do so at once."""
    moment = utc(now or present())
    clock = (lambda: moment) if now is not None else (lambda: utc(present()))
    with store.reading() as cursor:
        heard = event_store.are_heard(cursor)
        waiting = heard and is_news(cursor)
    if not heard:
        return HookReport()
    if waiting:
        store.write(lambda cursor: address(cursor, moment), changes_figures=False)
    with store.reading() as cursor:
        due = hook_store.due(cursor, moment, most=MOST)
    by_endpoint: dict[str, list[HookDelivery]] = defaultdict(list)
    for delivery in due:
        by_endpoint[delivery.endpoint_id].append(delivery)
    if not by_endpoint:
        return HookReport()
    send = _Sender(store, post or _by_http, clock, chance)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="headroom-webhooks") as threads:
        count = sum(threads.map(send.in_order, by_endpoint.values()), Counter[str]())
    store.write(lambda cursor: hook_store.forget_deliveries(cursor, moment - KEPT_FOR), changes_figures=False)
    return HookReport(count["sent"], count["waiting"], count["given up"])


def send_one(store: Store, delivery: HookDelivery, *, now: dt.datetime | None = None, post: Post | None = None) -> None:
    """Tries one delivery at once."""
    moment = utc(now or present())
    _Sender(store, post or _by_http, lambda: moment, random.random).try_one(delivery)


class _Sender:
    """The tries of one pass."""

    def __init__(self, store: Store, post: Post, clock: Callable[[], dt.datetime], chance: Callable[[], float]) -> None:
        self._store, self._post, self._clock, self._chance = store, post, clock, chance

    def in_order(self, waiting: Sequence[HookDelivery]) -> Counter[str]:
        """An endpoint's deliveries until one fails: the others wait for the next pass, and hold nobody else up."""
        count: Counter[str] = Counter()
        for delivery in waiting:
            status = self.try_one(delivery)
            if status is None:
                continue
            count[status] += 1
            if status != "sent":
                break
        return count

    def try_one(self, delivery: HookDelivery) -> Status | None:
        """Claimed, sent outside of any transaction, and what came of it written down; None where another has it."""
        at = self._clock()
        until = at + TRY_TAKES_AT_MOST
        if not self._store.write(lambda cursor: hook_store.claim(cursor, delivery, until=until), changes_figures=False):
            return None
        posted = self._posted(delivery, at)
        return self._store.write(lambda cursor: self._settle(cursor, delivery, posted), changes_figures=False)

    def _posted(self, delivery: HookDelivery, at: dt.datetime) -> Posted:
        from limits.webhooks.posting import Posted  # noqa: PLC0415 - what sends nothing need not load it

        with self._store.reading() as cursor:
            endpoint = hook_store.endpoint(cursor, delivery.endpoint_id)
            sources = hook_store.secret_sources(cursor, delivery.endpoint_id, at)
        if endpoint is None:
            return Posted(None, "the endpoint was removed", 0)
        try:
            signing_now = signing.secrets_in_force(webhook_key(self._store), sources)
            if not signing_now:
                return Posted(None, "its secret was made with another key: rotate it", 0)
            target = target_of(endpoint.url, allowed=own_hosts())
        except HeadroomError as error:
            return Posted(None, str(error), 0)
        body = delivery.body.encode()
        return self._post(target, signing.headers(delivery.event_id, at, body, signing_now), body)

    def _settle(self, cursor: Cursor, delivery: HookDelivery, posted: Posted) -> Status:
        at, tries = self._clock(), delivery.attempts + 1
        tried = HookTry(delivery.event_id, delivery.endpoint_id, at, posted.answer, posted.took_ms)
        if posted.is_accepted:
            hook_store.settle(cursor, delivery, "sent", tried)
            hook_store.fails_since(cursor, delivery.endpoint_id, None)
            return "sent"
        hook_store.fails_since(cursor, delivery.endpoint_id, at)
        status: Status = "waiting" if tries < TRIES and posted.status != 410 else "given up"
        hook_store.settle(cursor, delivery, status, tried, next_try_at=at + self._pause(tries, posted))
        endpoint = hook_store.endpoint(cursor, delivery.endpoint_id)
        if endpoint is not None:
            self._disable_dead(cursor, endpoint, delivery, posted, at, given_up=status == "given up")
        return status

    def _pause(self, tries: int, posted: Posted) -> dt.timedelta:
        usual = PAUSES[min(tries, len(PAUSES)) - 1]
        return max(usual * (1 + JITTER * self._chance()), posted.wait or dt.timedelta(0))

    @staticmethod
    def _disable_dead(
        cursor: Cursor, endpoint: Endpoint, delivery: HookDelivery, posted: Posted, at: dt.datetime, *, given_up: bool
    ) -> None:
        since = endpoint.failing_since or at
        if posted.status == 410:
            words = "It answered 410: it is gone for good."
        elif given_up and at - since >= DEAD_AFTER:
            words = f"It accepted nothing since {since:%Y-%m-%d %H:%M} UTC; its last answer: {posted.answer}."
        else:
            return
        if hook_store.disable_endpoint(cursor, endpoint.endpoint_id, at, words):
            _tell_admins(cursor, endpoint, delivery, words, at)


def _by_http(target: Target, headers: Mapping[str, str], body: bytes) -> Posted:
    from limits.webhooks.posting import post  # noqa: PLC0415 - the same

    return post(target, headers, body)


def _tell_admins(cursor: Cursor, endpoint: Endpoint, delivery: HookDelivery, words: str, at: dt.datetime) -> None:
    """A notice is of a network: the one that the last event was of, or the first there is."""
    everywhere = {n.network_id: n for n in network_reads.networks(cursor)}
    network = everywhere.get(endpoint.network_id or delivery.network_id) or next(iter(everywhere.values()), None)
    if network is not None:
        notify(
            cursor,
            network,
            "vendor",
            HOOK_DISABLED,
            f"Webhook '{endpoint.purpose}' is disabled",
            f"{words} Nothing more is sent to it. Look at it on the page Data under Webhooks, then enable it again: "
            "what was not delivered can be sent again there.",
            notice_id=f"webhook-{endpoint.endpoint_id}-{at:%Y%m%d%H%M%S}",
            at=at,
        )
