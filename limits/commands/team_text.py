"""What the team's commands answer, as lines of plain words for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.errors import BulkRefused
from limits.changes import BulkReport
from limits.commands import change_text
from limits.notices import AlertReport, Round
from limits.percents import percent, percent_as_set
from limits.requests import JournalEntry, Policy, Summary

ADHERENCE_WORDS = {"followed": "followed", "above": "more was granted", "below": "less was granted"}
NEARER_WORDS = {
    "decision": "the decision was nearer",
    "suggestion": "the recommendation was nearer",
    "both": "both were as near",
}


def round_made(done: Round) -> Iterator[str]:
    yield from alerts(done.alerts)
    if done.applied:
        yield "Planned changes made:"
        yield from change_text.history(list(done.applied))
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
        + f" at once what is at most {lane.most_numbers:,} numbers and {percent_as_set(lane.most_share)} of the limit, "
        f"with an overage risk below {percent_as_set(lane.most_risk)} and a forecast without caveats."
    )
    if current.set_by:
        yield f"Set by {current.set_by} on {current.set_at:%Y-%m-%d} (version {current.version})."
    if current.unreadable:
        yield current.unreadable


def journal(entries: Sequence[JournalEntry], summaries: Sequence[Summary]) -> Iterator[str]:
    if not entries:
        yield "No request was decided yet."
        return
    yield (
        f"{'decided by':<32}{'decided':>8}{'median h':>9}{'used':>9}{'ran over':>9}{'followed':>10}"
        f"{'decision/recommendation nearer':>32}"
    )
    for person in summaries:
        hours = "-" if person.median_hours_to_decide is None else f"{person.median_hours_to_decide:,.0f}"
        yield (
            f"{(person.decided_by or 'the team')[:31]:<32}{person.decided:>8,}{hours:>9}"
            f"{_of(person.raises_used, person.raises_known):>9}{_of(person.ran_over, person.overage_known):>9}"
            f"{_of(person.followed, person.suggestion_known):>10}"
            f"{_of(person.decision_nearer, person.suggestion_nearer, '/'):>32}"
        )
    without = sum(not e.has_evidence for e in entries)
    if without:
        yield (
            f"{without:,} of {len(entries):,} decisions were made before evidence was frozen with them: whether a "
            "recommendation was followed is not known of these."
        )
    for entry in entries:
        yield _decided(entry)


def _decided(entry: JournalEntry) -> str:
    request = entry.request
    what = f"{entry.limit_words}, {entry.limit_before:,} -> {entry.limit_after:,}"
    said = [f"{request.decided_at:%Y-%m-%d}  {request.request_id} {request.status} ({what})"]
    for after in entry.afterwards:
        share = "" if after.used_share is None else f", {percent(after.used_share)} of the raise used"
        over = f", {after.overage:,} number-months over" if after.overage else ""
        said.append(f"{after.moment}: highest usage {after.highest_usage:,}{share}{over}")
    if entry.adherence is not None:
        said.append(f"recommended {entry.suggested:,}: {ADHERENCE_WORDS[entry.adherence]}")
    if entry.nearer is not None:
        said.append(NEARER_WORDS[entry.nearer])
    if entry.unreadable:
        said.append(entry.unreadable)
    return "; ".join(said)


def bulk(done: BulkReport) -> Iterator[str]:
    for change in done.changes:
        name = f"{change.network_id} {change.kind} {change.campaign_id}".strip()
        yield f"{name}: {change.old_limit:,} -> {change.new_limit:,} (version {change.version}), {change.change_id}"
    if done.is_dry_run:
        yield f"{_many(len(done.changes), 'change')} would be made. Nothing was changed: this was a dry run."
    else:
        yield f"{_many(len(done.changes), 'change')} made."


def refused(error: BulkRefused) -> Iterator[str]:
    yield from (str(r) for r in error.rejections)


def _of(part: int, whole: int, between: str = " of ") -> str:
    return f"{part:,}{between}{whole:,}" if whole or between == "/" else "-"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
