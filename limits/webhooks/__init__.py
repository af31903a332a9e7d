"""Other systems are told of what happens, by the Standard Webhooks specification."""

from __future__ import annotations

from limits.webhooks.endpoints import (
    OLD_SECRET_HOURS,
    AddEndpoint,
    add_endpoint,
    enable_endpoint,
    event_models,
    hook_deliveries,
    hook_endpoints,
    hook_tries,
    remove_endpoint,
    replay_deliveries,
    rotate_secret,
    try_endpoint,
)
from limits.webhooks.sending import HOOK_DISABLED, HookReport, send_webhooks
from limits.webhooks.watching import HookWatch, keep_sending

__all__ = [
    "HOOK_DISABLED",
    "OLD_SECRET_HOURS",
    "AddEndpoint",
    "HookReport",
    "HookWatch",
    "add_endpoint",
    "enable_endpoint",
    "event_models",
    "hook_deliveries",
    "hook_endpoints",
    "hook_tries",
    "keep_sending",
    "remove_endpoint",
    "replay_deliveries",
    "rotate_secret",
    "send_webhooks",
    "try_endpoint",
]
