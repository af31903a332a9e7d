"""What the team's commands answer, as lines of plain words for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from limits import as_text
from limits.alerts import AlertReport
from limits.policy import Policy
from limits.rounds import Round


def round_made(done: Round) -> Iterator[str]:
    yield from alerts(done.alerts)
    if done.applied:
        yield "Planned changes made:"
        yield from as_text.history(list(done.applied))
    for request in done.expired:
        yield f"Request {request.request_id} expired: nobody decided it in time."
    out = done.outbox
    if out.sent or out.failed or out.given_up or out.waiting:
        yield (
            f"{_many(out.sent, 'message')} sent, {out.failed:,} failed and will be tried again, "
            f"{out.given_up:,} given up, {out.waiting:,} waiting."
        )


def alerts(report: AlertReport) -> Iterator[str]:
    before = f"since {report.run_before.ran_at:%Y-%m-%d %H:%M} UTC" if report.run_before else "for the first time"
    yield f"{report.run.network_count:,} networks looked at {before}: {_many(len(report.crossings), 'alert')} to tell."
    for crossing in report.crossings:
        yield f"{crossing.network.network_id[:31]:<32}{crossing.alert:<16}{crossing.sentence}"
    if report.reset_count:
        yield f"{_many(report.reset_count, 'alert')} ended with the billing month or period: no news."
    for network_id, why in report.unchecked:
        yield f"{network_id} could not be looked at: {why}"


def policy(current: Policy) -> Iterator[str]:
    lane = current.fast_lane
    yield (
        f"The fast lane is {'on' if lane.is_on else 'off'}: "
        + ("it grants" if lane.is_on else "it would grant")
        + f" at once what is at most {lane.most_numbers:,} numbers and {lane.most_share * 100:g} % of the limit, with "
        f"an overage risk below {lane.most_risk * 100:g} % and a forecast without caveats."
    )
    if current.set_by:
        yield f"Set by {current.set_by} on {current.set_at:%Y-%m-%d} (version {current.version})."


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
