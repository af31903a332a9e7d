"""What a process that reads somebody else's file may use; at the limit it ends, and no other process with it."""

from __future__ import annotations

_MOST_WRITTEN = 2 << 30


def limit(*, memory: int, seconds: int) -> None:
    """Systems without such limits read on without them."""
    try:
        import resource  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        own = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            # The hard limit of time a little later: at the soft one the process is told of what it dies.
            resource.setrlimit(kind, (own, own + 5 if kind == resource.RLIMIT_CPU and own == most else own))
        except (ValueError, OSError):  # refused by this system: the other limits still hold
            continue
