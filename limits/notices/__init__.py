"""What people are told without asking: alerts, the outbox and its channels, and the rounds that send them."""

from __future__ import annotations

from limits.notices.alerts import AlertReport, Crossing, heartbeat, raised_alerts
from limits.notices.customer_notes import NoteSent, send_note, without_money
from limits.notices.outbox import undelivered
from limits.notices.rounds import Round, Rounds, keep_rounds, make_round, round_pause
from limits.notices.sending import Channels, channels

__all__ = [
    "AlertReport",
    "Channels",
    "Crossing",
    "NoteSent",
    "Round",
    "Rounds",
    "channels",
    "heartbeat",
    "keep_rounds",
    "make_round",
    "raised_alerts",
    "round_pause",
    "send_note",
    "undelivered",
    "without_money",
]
