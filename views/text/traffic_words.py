"""The traffic calculator in sentences: what was assumed, how it was computed, and a summary to copy."""

from __future__ import annotations

from limits.traffic import Ceiling, DynamicNeed, NeedMonths, NetworkTraffic, TrafficAnswer, TrafficInputs
from views.text import words

NO_MONTHS = "The need by month appears with the first import of usage or of traffic: until then no month is known."
GOES_ON = "If traffic goes on as its history says"
COMES_TRUE = "If your sessions a month come true"


def source(ahead: NeedMonths, answer: TrafficAnswer) -> str:
    """What a row of months supposes."""
    if ahead.source == "history":
        return GOES_ON
    return COMES_TRUE if answer.need else f"{COMES_TRUE} (right within a factor of 1.35 two times out of three)"


def headline(needed: int, limit: int | None) -> str:
    """The answer in one sentence, held against the dynamic limit where there is one."""
    numbers = f"{words.count(needed, 'dynamic numbers')} {'is' if needed == 1 else 'are'} needed"
    if limit is None:
        return f"{numbers}."
    if needed > limit:
        return f"{numbers}, {needed - limit:,} more than the dynamic limit of {limit:,}."
    return f"{numbers}, and the dynamic limit of {limit:,} has room for {'it' if needed == 1 else 'them'}."


def need(needed: DynamicNeed) -> str:
    """What the figure is made of, the same words wherever it is said."""
    until = "" if needed.first == needed.last else f" to {words.month(needed.last)}"
    months = f"in every month from {words.month(needed.first)}{until}" if until else f"in {words.month(needed.first)}"
    made_of = f"{words.count(needed.without, 'numbers')} hold today's forecast demand"
    if needed.for_the_sessions:
        why = f"{words.count(needed.added, 'sessions')} a month on top of today's {needed.sessions_today:,}"
        made_of += f", {needed.for_the_sessions:,} more are for {why if needed.added else 'what is assumed'}"
    return f"{made_of}: {needed.numbers:,} are enough {months}, with {words.percent(needed.confidence)} confidence."


def duration(seconds: float) -> str:
    """'5 min', '1 min 30 s', '45 s'."""
    minutes, rest = divmod(round(seconds), 60)
    return (
        " ".join(part for part in (f"{minutes:,} min" if minutes else "", f"{rest} s" if rest else "") if part) or "0 s"
    )


def rate(ratio: float | None) -> str:
    """An overflow rate with as many digits as matter."""
    if ratio is None:
        return "—"
    if ratio < 5e-5:
        return "< 0.01 %"
    return f"{ratio * 100:.2g} %" if ratio < 0.1 else f"{ratio * 100:.0f} %"


def as_of(known: NetworkTraffic) -> str:
    usage = (
        f"Usage as of the end of {words.day(known.network.as_of)}"
        if known.network.as_of
        else "No usage was imported yet"
    )
    latest = known.latest_month
    traffic = f"traffic known up to {words.month(latest[0])}" if latest else "no traffic on record"
    return f"{words.plain(known.network.name)}. {usage}; {traffic}."


def why_alone(answer: TrafficAnswer) -> str:
    if not answer.inputs.use_ratio:
        return "the correction is switched off"
    if answer.ratio.months_at_limit:
        return "every month with traffic and usage was cut off by a limit, so there is nothing to correct it by"
    return "no month has both traffic and usage, so there is nothing to correct it by"


def needs_sessions(known: NetworkTraffic) -> str:
    return (
        f"No traffic of {words.plain(known.network.name)} is on record. To say how many numbers are needed, the "
        "calculator needs the website's sessions a month: type them above, hand in a GA4 export, or have an admin "
        "import the traffic. Without them it can say this much:"
    )


def carries(ceiling: Ceiling, inputs: TrafficInputs) -> str:
    if not ceiling.numbers and ceiling.words.startswith("numbers"):
        return "- No dynamic number was used this month."
    if not ceiling.numbers:
        return f"- **0 numbers** ({words.plain(ceiling.words)}): no dynamic number can be shown to anybody."
    carry = "carries" if ceiling.numbers == 1 else "carry"
    return (
        f"- **{words.count(ceiling.numbers, 'numbers')}** ({ceiling.words}) {carry} up to "
        f"**{ceiling.sessions_carried:,.0f} sessions a month** at {rate(inputs.overflow_rate)} overflow in the busiest "
        f"hour, with a hold time of {duration(inputs.hold_seconds)}."
    )


def overflow_today(answer: TrafficAnswer) -> str:
    *used, most = answer.ceilings
    text = f"of visitors in the busiest hour, with all {most.numbers:,} numbers that the {most.words} leaves in use"
    return text + "".join(f"; {rate(c.overflow_rate)} with the {c.numbers:,} used this month" for c in used)


def months_caption(known: NetworkTraffic) -> str:
    end = (
        f"to the end of the partnership on {words.day(known.partnership_ends_on)}"
        if known.partnership_ends_on
        else "for a year, as no partnership is on record"
    )
    return (
        f"Dynamic numbers a billing month, {end}; usage as of the end of {words.day(known.network.as_of)}, the last "
        "bar still running. The band covers 80 % of outcomes."
    )


def explanation(answer: TrafficAnswer) -> str:
    """The formula with the real inputs put in."""
    i = answer.inputs
    share, target = (i.busy_hour_share or 0.0), i.overflow_rate or 0.0
    visit, life = i.visit_seconds or 0.0, i.lifetime_seconds or 0.0
    lines = [
        (
            f"1. **Hold time** h: the visit of {visit:,.0f} s, but at least the guaranteed hold of {life:,.0f} s: "
            f"**{i.hold_seconds:,.0f} s**."
        )
    ]
    if answer.offered_load_erlangs is not None and answer.busy_hour_sessions is not None:
        lines += [
            (
                f"2. **Busiest hour**: {i.sessions_a_month:,.0f} sessions a month × {share * 100:.4g} % = "
                f"**{answer.busy_hour_sessions:,.1f} sessions**."
            ),
            (
                f"3. **Offered load** A = sessions a second × h = {answer.busy_hour_sessions:,.1f} / 3,600 × "
                f"{i.hold_seconds:,.0f} = **{answer.offered_load_erlangs:,.2f} erlangs**, over "
                f"{words.count(i.pools, 'RingPools')} evenly."
            ),
            (
                "4. **Overflow rate** by Erlang's loss formula, B(N, A) = (Aᴺ / N!) / Σ (Aᵏ / k!), k = 0 .. N. The "
                "numbers needed are the smallest N of each pool with B(N / z, A / z) at most the target of "
                f"{rate(target)}, z = {i.peakedness:.3g} being the peakedness (Hayward's approximation)"
                + (
                    ", and one more in each pool that is set aside and shared on overflow"
                    if i.allow_overflow
                    else ", no number being set aside"
                )
                + f": **{answer.needed_numbers:,} numbers**."
            ),
        ]
    if answer.ratio.learnt and answer.needed_numbers is not None:
        lines.append(
            f"5. **Own correction**: in {words.count(answer.ratio.months, 'months')} with traffic and usage this "
            f"network used {answer.ratio.median:.2f} numbers for each computed one"
            + (f" ({answer.ratio.months_at_limit} months at a limit left out)" if answer.ratio.months_at_limit else "")
            + f", so {answer.needed_numbers:,} × {answer.ratio.median:.2f} = **{answer.corrected_numbers:,} numbers**. "
            "It holds what the formula cannot know: real visits, auto-scaling's overshoot, the month's rarest peak. "
            "The ratio is learnt with your visit length, busy-hour share and peakedness, but with the guaranteed hold "
            "and the RingPools on record: a better estimate of the former is not corrected twice, a change of the "
            "latter moves the answer. Overflow at today's numbers is the formula's at the numbers divided by the ratio."
        )
    else:
        lines.append(f"5. **Own correction**: none; {why_alone(answer)}. The formula stands alone.")
    lines.append(
        "\nA month's dynamic usage is the largest pool it needed. The need by month puts simulated paths of traffic "
        "through the same steps, each with its own draw of the ratio and of the busy hour. Rules of thumb for the same "
        "website differ twenty-fold because they assume different hold times."
    )
    return "\n".join(lines)


def summary(known: NetworkTraffic, answer: TrafficAnswer) -> str:
    """Plain text that stands on its own in a request."""
    i = answer.inputs
    lines = [
        f"Dynamic numbers for {known.network.name}: {words.count(answer.recommended_numbers, 'numbers')} needed",
        *([need(answer.need)] if answer.need else []),
        f"Estimated traffic: {i.sessions_a_month:,.0f} sessions a month"
        + (f" from {words.month(i.from_month)}" if i.from_month else ""),
        (
            f"Busy hour: {answer.busy_hour_sessions:,.0f} sessions, {(i.busy_hour_share or 0) * 100:.4g} % of the "
            f"month, {answer.offered_load_erlangs:,.1f} erlangs"
        ),
        (
            f"Hold time: {duration(i.hold_seconds)} (visit {duration(i.visit_seconds or 0)}, guaranteed hold "
            f"{duration(i.lifetime_seconds or 0)})"
        ),
        f"Overflow target: {rate(i.overflow_rate)}; peakedness {i.peakedness:.3g}; {words.count(i.pools, 'RingPools')}",
        f"By Erlang's loss formula {answer.needed_numbers:,}"
        + (
            f", times {answer.ratio.median:.2f} by this network's own {words.count(answer.ratio.months, 'months')}"
            if answer.ratio.learnt
            else "; no history to correct it by"
        ),
    ]
    lines += [
        f"Today: {c.numbers:,} ({c.words}), overflow {rate(c.overflow_rate)}, enough for {c.sessions_carried:,.0f} "
        "sessions a month"
        for c in answer.ceilings
    ]
    if known.network.as_of:
        lines.append(f"Usage as of the end of {words.day(known.network.as_of)}.")
    return "\n".join(lines)
