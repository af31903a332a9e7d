"""Every way in which pages state a figure, bound to what the figure is by name; a new one is added here.

A place is `{name}` (a count), `{name:%}` (a risk or share), `{name:$}` (money), `{name:d}` (a day) or `{name:m}` (a
month); the names are those of `facts.py`. `{usage/used} of {limit/bought}` stands for two rows of names. The longer
sentence is looked for first: what it covers is not read again.
"""

from __future__ import annotations

import re
from typing import Final

from tests.views.figures.dialog_sentences import WINDOWS
from tests.views.figures.explained_sentences import EXPLAINED
from tests.views.figures.matching import sentence
from tests.views.figures.traffic_sentences import TRAFFIC
from tests.views.figures.trust_sentences import DATA, DECISIONS, TRUST

_CONTRACT: Final = (
    r"The partnership (?:runs|will run|ran) from {partnership_from:d} to {partnership_to:d}\.",
    r"usage as of the end of {as_of:d}$",
    r"as of the end of {as_of:d}",
    r"contract until {contract_ends:d}",
    r"the end of the partnership on {contract_ends:d}",
    r"{filed:d}, \d\d:\d\d UTC · [A-Z][a-z]+ [A-Z][a-z]+ asked",
    r"^Decided since {decided_since:d}",
    r"\(risk above {risk_level:%}\)",
    r"a limit at {watch:%} or full",
    r"fewer than {short_history} closed months",
    r"{surplus:%} of the allotment will expire unused",
    r"^Overflow target, %: {target_percent}$",
    r"^{networks} networks",
    (
        r"^{due} customers? to call today: {due_cost:$}(?: and {due_cost:$})? of overage is expected, {waiting} "
        r"requests? to answer"
    ),
    r"fullest limit {fullest_share:%} {risk:%} risk · {expected_cost:$}",
    r"^{risk:%} risk$",
    r"^{expected_cost:$}$",
    r"^{waiting} waiting, the longest first",
    r"^[■▲◆✖◌▽●] [A-Z][a-z ]+ {states}$",
    (
        r"{allotment_left} of {bought} number-months left until {period_ends:d}, {months_left} months? with "
        r"the running one"
    ),
    r"The allotment of {bought} number-months is overrun by {overrun} already; its period ends on {period_ends:d}",
    r"Expected [A-Z]{3} of {running:m}(?: to {weighed_until:m})?, as of the end of {as_of:d}",
    r"Overage at {rate} a number-month; demand turned away is taken to be worth {turned_away_rate}, an assumption",
    r"{overrun} number-months? beyond the allotment already",
    r"About {expiring} of {bought} number-months will expire unused",
    r"The contract has run over by {overrun} number-months already",
    (
        r"{at_month_start} number-months are left for the {months_left} months from {running:m} on; "
        r"{allotment_left} of them are left as of today"
    ),
    r"{at_month_start} number-months are left for {running:m}; {allotment_left} of them are left as of today",
    r"Up to {ceiling}, {ceiling_more} (?:more than|below) the network limit, is covered even if every number is used",
    r"Up to {ceiling}, the network limit of today, is covered even if every number is used",
)
_LIMITS: Final = (
    r"[Ll]imit(?: of campaign [^:]+)? from {old} to {new}$",
    r"(?:^◌|^-|numbers:) {closed_months/own_months} months? of history: a season cannot be known yet",
    r"^{demand_median} \({demand_low} to {demand_high}\)$",
    r"^{age} days?$",
    r"Last set from {old} to {new} by [\w ]+ on {changed_on:d}",
    r"Last set to {new} by [\w ]+ on {changed_on:d}",
    r"[Ll]imit(?: of campaign [^:]+)?: {old} to {new}, {changed_on:d}",
    r"Static numbers: {static_cut} months? (?:was|were) cut off",
    r"Dynamic numbers: {dynamic_cut} months? (?:was|were) cut off",
    r"^◌ {own_cut} months? (?:was|were) cut off",
    r"Safe to add: numbers more that, used from now on, carry an overage risk of at most {risk_level:%}",
    r"without a call for {idle_days} days or more",
    r"^{idle} static numbers? had no call for {idle_days} days or more",
    r"makes room for {idle} from",
    r"Every static number rang within {idle_days} days",
    r"^{hold} seconds$",
    r"{usage/used} of {limit/bought} used",
    r"{usage} of {limit} (?:numbers )?are used",
    r"{left/allotment_shown} left of {limit/bought}",
    r"^{left} left$",
    r"^{beyond} too many$",
    r"(?:nearly )?full: {usage} of {limit}\.",
    r"exceeded: {usage} of {limit} numbers",
    r"all {limit} promo numbers allowed are used",
    r"{usage} used of {limit} promo numbers allowed",
    r"all {limit} numbers are used",
    r"^{usage} used ·",
    r"{limit}, {usage} used",
    r"is {limit} numbers a month \(version {version}\), {usage} used",
    r"today's network limit of {limit} numbers",
    r"^New limit, numbers a month: {limit}$",
    r"is in the way: {usage} of {limit} used, {left} left, {too_few} too few",
    r"^{left} {usage} used$",
    r"(?:^safe up to {safe} )?{raised} {usage} used$",
    r"^safe up to {safe} {raised}$",
    r"Next in the way would be the (?:network|dynamic) limit: {left_after} left (?:after that|then) of {limit}",
    r"Next in the way would be the limit of campaign [^:]+: {left_after} left (?:after that|then) of {limit}",
)
_ANSWERS: Final = (
    (
        r"(?:Grant|Raise by) (?:all )?{asked} in {steps_at:m} to [A-Z][a-z]+ 20..(?: and none from {steps_at:m})?: the "
        r"(?:[\w ]+ )?limit (?:of campaign [^:]+ )?goes to {steps}, then back to {steps}"
    ),
    r"^{risk:%} risk of overage at today's network limit",
    r"A limit of {holding} would hold: its overage risk is at most {risk_level:%}",
    r"^▲ {age} days?$",
    r"^These figures are {age} days? old: nothing newer than {as_of:d}",
    r"^And {more_due} more in the table",
    r"^fullest limit {fullest_share:%}$",
    r"{undrawn} networks? without one of the two not drawn",
    r"^And {earlier} requests? before",
    r"{fits} of them fits? without a raise",
    r"Request \(…\) for {asked} more numbers? (?:declined|withdrawn|expired)",
    r", and the network limit (?:goes )?to {pair_steps} with it",
    (
        r"{limit} is as much as is safe: {need} are needed, and for that the contract is {missing} number-months? short"
        r"(?: \({missing_cost:$}\))?"
    ),
    (
        r"{limit} stays: {need} are needed, and for that the contract is {missing} number-months? short"
        r"(?: \({missing_cost:$}\))?\. Of the {need_more} more, {safe_more} alone would be safe"
    ),
    r"^{risk/as_asked_risk:%} (?:of the simulated futures|\([a-z ]+\))$",
    r"Raise by (?:all )?{asked} from {first_step:m}: the (?:[\w ]+ )?limit (?:of campaign [^:]+ )?goes to {to}",
    r"Grant all {asked}: the (?:[\w ]+ )?limit (?:of campaign [^:]+ )?goes to {steps}, then {steps}(?=[., ])",
    r"Grant (?:all )?{asked}: the (?:[\w ]+ )?limit (?:of campaign [^:]+ )?goes to {to}",
    r"Grant {granted} of {asked}: the (?:[\w ]+ )?limit (?:of campaign [^:]+ )?goes to {to}",
    r"Raise by {asked}: the (?:[\w ]+ )?limit (?:of campaign [^:]+ )?goes to {to}",
    r"Raise by {granted} of {asked}: the (?:[\w ]+ )?limit (?:of campaign [^:]+ )?goes to {to}",
    r"All {asked}(?: from now on)? would run over with a risk of {as_asked_risk/all_risk:%}",
    (
        r"All {asked}(?: from now on)? would run {as_asked_over/all_over} number-months? over"
        r"(?: \({as_asked_cost/all_cost:$}\))?"
    ),
    r"it has run over, and is {missing} number-months? short(?: \({missing_cost:$}\))?",
    r"it is {missing} number-months? short(?: of what will be used)?(?: \({missing_cost:$}\))?",
    r"^All {asked} limit {whole_limit}(?:, then {whole_later} from [A-Z][a-z]+ 20..)?$",
    (
        r"^{history_risk/as_asked_risk/filled_risk:%} {history_over/as_asked_over/filled_over} over"
        r"(?: · {history_cost/as_asked_cost/filled_cost:$})?"
    ),
    r"^Grant (?:all )?{asked}$",
    r"^{idle} idle numbers?$",
    r"^No call for {idle_days} days or more",
    r"^within {renewal_days} days$",
    r"^or change it by: 0$",
    r"There is room: the [\w &'-]+ of {limit} holds the {need} that (?:is|are) needed",
    r"The [\w &'-]+ of {limit} holds the {need} that (?:is|are) needed, but the network limit is full",
    r"There is room: nothing is needed of the [\w &'-]+ of {limit} so far",
    r"Overage risk {as_asked_risk:%}\.",
    r"it has run over since {first_over:m}, and is {missing} number-months? short(?: \({missing_cost:$}\))?",
    r"{need} numbers hold demand in every month left with {confidence:%} confidence",
    r"Up to {safe_more} more, to {safe_to}, is safe",
    r"the overage risk is at most {risk_level:%}",
    r"Up to {safe} is safe",
    r"Used as asked, the contract runs {as_asked_over} number-months? over; the overage risk is {as_asked_risk:%}",
    r"A limit of {holding} would hold",
    r"The network limit binds as well: raise it to {pair} together",
    r"{idle_here} numbers? without a call lately",
    r"Answer the request for {asked} more",
    r"Asked for: {asked} more",
    r"Raise to {to} is recommended",
    r"^Raise to {to}…$",
)
_CUSTOMERS: Final = (
    r"safe up to {safe}",
    r"{usage} used, {raised} if raised",
    r"^{raised}$",
    r"^{usage} used$",
    r"^Raise [\w &'-]+ to {raised}$",
    r"to raise [\w &'-]+ to {raised}",
    r"{count_more}, to {raised}, is safe",
    r"{count_more}, to {raised}, is {above_safe} above the safe {safe}",
    r"{count_more}, to {raised}, is beyond what is safe",
    r"Raise it to {raised}, beyond what is safe",
    r"Yes: {adding} more numbers? fits? [\w &'-]+ today",
    r"Yes: {adding} (?:static|dynamic) numbers? can be added now",
    r"No: {adding} (?:static|dynamic) numbers? cannot be added; (?:{room} can|none can)",
    r"there is room for {room} more in [\w &'-]+, you need {adding}",
    r"Adding {adding} to",
    r"^How many more\??: {adding}$",
    r"Ask for {too_few} more",
    r"{asked} more numbers were asked for on {filed:d}",
)
_REQUESTS: Final = (
    (
        r"· {asked} more numbers, (?:network limit|dynamic limit|limit of campaign [^,]+), from {from:m}"
        r"(?:, {sessions} website sessions a month)?"
    ),
    r"^How many numbers are to be added: {asked}$",
    r"On top of today's {sessions_today}",
    (
        r"There is room: {asked} more fit the (?:[\w ]+ )?limit (?:of campaign [^:]+? )?of {limit}"
        r"(?: and the network limit of {network_limit})? from"
    ),
    r"with the {asked} more",
    r"{changed_on:d}, \d\d:\d\d UTC, by [A-Z][a-z]+ [A-Z][a-z]+$",
    r"{asked} more · (?:dynamic|network|campaign) · {days} days?",
    r"asks for {asked} more numbers",
    r"· from {from:d} ·",
    r"· {days} days? ago ·",
    r"Answer: {asked} more",
    r"Waits for {days} days? for an answer",
    (
        r"{asked} more, (?:network limit|dynamic limit|limit of campaign [^,]+), "
        r"(?:granted|approved|part granted|declined|withdrawn|expired)"
    ),
    r"· {asked} more numbers, ",
    r"answer (?:overdue since|due by) {due:d}",
)
_PLANNING: Final = (
    r"follow the plan “[\w ]+”; without it the overage risk would be {as_it_is_risk:%}",
    r"^{factor} times the traffic from {factor_from:m} on",
    r"about {end_median} number-months? will be left on {period_ends:d} at the median; the overage risk is {risk:%}",
    (
        r"The allotment runs out before {period_ends:d}: {expected_over} number-months? beyond it are expected"
        r"(?: \({expected_cost:$}\))?"
    ),
    (
        r"The allotment may run out before {period_ends:d}: overage risk {risk:%}, {expected_over} "
        r"number-months? expected "
        r"beyond it(?: \({expected_cost:$}\))?"
    ),
    r"Renew at {renewal} number-months \({renewal_a_month} a month\); {bought_now} are bought now",
    r"^{allotment_left/end_median/end_over/overrun/renewal/renewal_sizes} number-months?(?: left| over)?$",
    r"The median of {paths} futures",
    r"80 % of outcomes lie between {end_low} and {end_high}",
    r"{expected_over} number-months? expected beyond the allotment(?:, {expected_cost:$})?",
    (
        r"For the {renewal_months} months from {renewal_starts:m}, {renewal} number-months "
        r"\({renewal_a_month} in use every "
        r"month\) hold all demand in 90 of 100 futures; the median needs {renewal_median}. Bought now: {bought_now}"
    ),
    (
        r"{sizes_a_month} a month; holds all demand in (?:fewer than 50|50|90|more than 90|50 to 90) of 100 futures; "
        r"(?:{median_over} over at the median(?: \({median_cost:$}\))?|{median_unused} unused at the median|used up)"
    ),
    r"Overage risk: {risk:%}",
    r"Expected over: {expected_over}(?: \({expected_cost:$}\))?",
    r"Unused on average: {unused}",
    r"Need, numbers a month: {need}",
    r"on {paths} paths",
    r"the allotment of {bought} number-months",
    r"a limit is safe where its overage risk is at most {risk_level:%}",
    r"{rest:%} of the paths do not exceed",
)
SENTENCES: Final = tuple(
    sentence(template)
    for template in sorted(
        (
            *_CONTRACT,
            *_LIMITS,
            *_ANSWERS,
            *_CUSTOMERS,
            *_REQUESTS,
            *_PLANNING,
            *TRAFFIC,
            *TRUST,
            *DECISIONS,
            *EXPLAINED,
            *WINDOWS,
            *DATA,
        ),
        key=len,
        reverse=True,
    )
)

# Digits in names, which are looked for before any sentence.
NAMES: Final = re.compile(
    r"\+\d[\d ]+\d"  # a telephone or promo number
    r"|\b[a-z]+(?:-[a-z]+)+-\d+\b|\b[PS]-\d+\b"  # the id of a request, a pack or a scenario
    r"|\bGA4\b"
    r"|[\w-]+\.(?:csv|xlsx|parquet)\b"  # a file
)
# What is a number and no figure of the store, each with why.
NO_FIGURES: Final = re.compile(
    "|".join(
        (
            r"\b\d{1,2} [A-Z][a-z]{2} \d{4}(?:, \d\d:\d\d UTC)?",  # a day, a moment
            r"\b[A-Z][a-z]+ 20\d\d\b",  # a month
            r"(?:covers|the forecast's|with an|middle) 80 %",  # how a band is drawn
            r"in the last 7 days|since your last visit, [\w ]+, \d\d:\d\d UTC",  # how far back news are told
            r"100 is as it is|^Traffic compared with now, %: 130$",  # what a field begins with
            r"1 is chance alone",
            r"^2026-10$",  # how a month is typed
        )
    )
)
