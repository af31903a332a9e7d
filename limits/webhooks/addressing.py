"""Where webhooks may go: https on the open network, and hosts of one's own that whoever runs this names."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from data.errors import BadInput

HOSTS: Final = "HEADROOM_WEBHOOK_HOSTS"
LONGEST_URL: Final = 1_000
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Target:
    """A URL, and the one address that was checked and is connected to, whatever its name is resolved to next."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def url(self) -> str:
        at = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{at}:{self.port}{self.path}"

    @property
    def host_header(self) -> str:
        named = f"[{self.host}]" if ":" in self.host else self.host
        return named if self.port == {"https": 443, "http": 80}[self.scheme] else f"{named}:{self.port}"


def own_hosts(environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """The hosts that may be told although they are not on the open network."""
    said = environment.get(HOSTS, "").replace(",", " ").split()
    return frozenset(host.strip("[]").lower().rstrip(".") for host in said)


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, those every machine can reach first."""
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return sorted({str(info[4][0]) for info in infos}, key=lambda address: (":" in address, address))


def target_of(url: str, *, allowed: frozenset[str], resolve: Resolve = resolved) -> Target:
    """Where a URL leads now; BadInput, with the way out, where it may not be told there."""
    scheme, host, port, path = _parts(url)
    if scheme == "http" and not (host in allowed and _is_loopback(host)):
        raise BadInput(
            "The address begins with http://, and anybody on the way could read what is sent. Give one that "
            "begins with https://."
        )
    try:
        addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in resolve(host, port)]
    except (OSError, UnicodeError) as error:
        raise BadInput(f"The host {host} is not known ({error}). Correct the address.") from error
    if not addresses:
        raise BadInput(f"The host {host} has no address. Correct it.")
    if host not in allowed and (within := next((at for at in addresses if not _is_public(at)), None)):
        raise BadInput(
            f"{host} is at {within}, which is not on the open network. Whoever runs Headroom can allow the host by its "
            f"name: {HOSTS}={host}"
        )
    return Target(scheme, host, port, path, str(addresses[0]))


def _parts(url: str) -> tuple[str, str, int, str]:
    if len(url) > LONGEST_URL or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise BadInput(f"The address has spaces, or more than {LONGEST_URL:,} characters. Correct it.")
    try:
        split = urlsplit(url)
        host, port = (split.hostname or "").rstrip("."), split.port
    except ValueError as error:
        raise BadInput(
            f"The address is not a valid URL ({error}). Write it as https://hooks.example.com/headroom"
        ) from error
    if split.scheme not in ("https", "http") or not host or port == 0:
        raise BadInput("The address is not a valid URL. Write it as https://hooks.example.com/headroom")
    if split.username is not None or split.password is not None or split.fragment:
        raise BadInput("The address holds a name, a password or a #part. Leave them out: what is sent is signed.")
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")
    if not path.isascii() or not host.isascii():
        raise BadInput("The address has letters beyond ASCII. Write the host in punycode and the path percent-encoded.")
    return split.scheme, host, port or {"https": 443, "http": 80}[split.scheme], path


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_public(address: IpAddress) -> bool:
    """Whether an address is anybody's to reach; one that carries another is what it carries."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if carried is not None:
            return _is_public(carried)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
