"""Who works with the sample portfolio: vendor staff at example.com, customers at example.org."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from data.sample.story import Story

NORA, TOMAS, PRIYA = "nora.feld@example.com", "tomas.reyes@example.com", "priya.nair@example.com"
PLANNER, ADMIN = "lena.osei@example.com", "kim.arden@example.com"
VENDOR_STAFF = ((NORA, "csm"), (TOMAS, "csm"), (PRIYA, "csm"), (PLANNER, "planner"), (ADMIN, "admin"))

# One person with different roles in two networks.
ROBIN = "robin.maddox@example.org"
ROBINS_ROLES = (("summit-hvac", "super_user"), ("wrenfield-vets", "viewer"))

_FIRST = (
    *("alex", "bo", "carmen", "dana", "eli", "femi", "greta", "hugo", "ines", "jo"),
    *("kai", "lou", "mika", "noor", "ola", "pat", "quinn", "rita", "sam", "tess"),
)
_LAST = (
    *("adler", "brook", "castell", "dune", "ekman", "fable", "garnet", "holm", "ivers"),
    *("joyce", "kettle", "lark", "moss", "north", "orme", "pike", "rowan"),
)

_AREAS = (202, 212, 303, 312, 404, 415, 503, 512, 602, 614, 702, 713)


@dataclass(frozen=True)
class People:
    """The people of one network."""

    csm: str
    super_user: str | None
    viewer: str | None

    @property
    def customers(self) -> tuple[str, ...]:
        return tuple(email for email in (self.super_user, self.viewer) if email)


def people_of(story: Story) -> People:
    """Names follow from the network's id, so that they stay when stories are added."""
    return People(
        csm=story.csm_email or NORA,
        super_user=_email(story.network_id, "super_user") if "super_user" in story.users else None,
        viewer=_email(story.network_id, "viewer") if "viewer" in story.users else None,
    )


def name_and_phone(email: str) -> tuple[str, str]:
    """'Nora Feld' and a number of those kept for fiction, which nobody can be called at."""
    mixed = zlib.crc32(email.encode())
    phone = f"+1 {_AREAS[mixed % len(_AREAS)]} 555 01{mixed // len(_AREAS) % 100:02d}"
    return email.split("@", maxsplit=1)[0].replace(".", " ").title(), phone


def _email(network_id: str, role: str) -> str:
    mixed = zlib.crc32(f"{network_id}/{role}".encode())
    return f"{_FIRST[mixed % len(_FIRST)]}.{_LAST[mixed // len(_FIRST) % len(_LAST)]}@{network_id}.example.org"
