"""Every error a person can meet, in one tree; each message names the thing, the value and the way out.

HeadroomError                        exit 2
├── StoreError                       exit 3   the store as a whole
│   ├── StoreLocked                           another process has the file open
│   ├── StoreTooNew                           written by a newer version; left untouched
│   ├── ShuttingDown                          the process ends and begins nothing new
│   └── StoreUnreachable                      not a store, not there, not writable
│       ├── StoreMissing                      none there, and nobody asked to begin one
│       └── NotStored                         a change that was rolled back because of that
├── BadInput                         exit 2   what was given cannot be used
│   ├── ImportRejected                        with its rejections, nothing stored
│   ├── BulkRefused                           a list of changes, with its rejections; nothing changed
│   │   └── BulkNotAllowed           exit 4   the role may make none of them
│   ├── SettingsRefused                       settings out of range, each with its reason; nothing changed
│   ├── ExportUnsound                         an export that breaks an invariant; nothing restored
│   ├── NeedsConfirming                       an import that would lower usage
│   └── Unknown                               no network, campaign or request of that name
├── LimitMissing                     exit 2   a limit that must exist does not; never "unlimited"
├── DocumentUnreadable               exit 1   one stored document is not what it should be; the rest goes on
│   └── DocumentTooNew                        it was written by a newer version
├── NotAllowed                       exit 4   the role may not do this
│   └── NotVisible                            nor know whether there is such a thing
├── TooMany                          exit 1   one person does more than one may within an hour
└── StaleLimit                       exit 1   somebody changed the limit meanwhile
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar


class HeadroomError(Exception):
    """The root: caught once, at the door of a command or a page."""

    exit_code: ClassVar[int] = 2


class StoreError(HeadroomError):
    """The store as a whole cannot be used."""

    exit_code = 3


class StoreLocked(StoreError):
    """Another process owns the store's file."""


class StoreTooNew(StoreError):
    """A newer version of Headroom wrote this store."""


class ShuttingDown(StoreError):
    """The process that owns the store is ending and begins nothing new."""


class StoreUnreachable(StoreError):
    """The file is no store, is missing, or cannot be read or written."""


class StoreMissing(StoreUnreachable):
    """There is no store where one was named, and nobody asked to begin one."""


class NotStored(StoreUnreachable):
    """A change could not be stored, and is known to have been rolled back."""


class BadInput(HeadroomError):
    """What was given cannot be used as it is."""


@dataclass(frozen=True)
class Rejection:
    """One value an import cannot take; ``row`` counts as a person sees it, the header being row 1."""

    file: str
    row: int | None
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file} row {self.row}"
        what = " ".join(part for part in (self.column, repr(self.value) if self.value else "") if part)
        return f"{place}, {what}: {self.reason}" if what else f"{place}: {self.reason}"


class ImportRejected(BadInput):
    """Files that were refused as a whole: the first rejections, and how many there are of them."""

    def __init__(self, rejections: tuple[Rejection, ...], rejected_count: int, *, stopped_early: bool = False) -> None:
        self.rejections = rejections
        self.rejected_count = rejected_count
        self.stopped_early = stopped_early
        many = (
            f"{'at least ' if stopped_early else ''}{rejected_count:,} {'values' if rejected_count != 1 else 'value'}"
        )
        super().__init__(f"{many} rejected, nothing stored. Correct the files and import them again.")


class BulkRefused(BadInput):
    """A list of changes that was refused as a whole, with every row that is in the way."""

    def __init__(self, rejections: tuple[Rejection, ...]) -> None:
        self.rejections = rejections
        rows = len({r.row for r in rejections})
        super().__init__(
            f"{rows:,} {'row' if rows == 1 else 'rows'} refused, nothing changed. First: {rejections[0]} "
            "Correct the list and give it again."
        )


class BulkNotAllowed(BulkRefused):
    """A list of changes of which the person may make none."""

    exit_code = 4


@dataclass(frozen=True)
class SettingDefect:
    """One setting that cannot be as it was given."""

    name: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name} = {self.value}: {self.reason}"


class SettingsRefused(BadInput):
    """Settings that were refused together; ``place`` is the file they stand in, or what was to be changed."""

    def __init__(self, place: str, defects: tuple[SettingDefect, ...]) -> None:
        self.defects = defects
        more = f" ({len(defects) - 1:,} more)" if len(defects) > 1 else ""
        super().__init__(f"{place}: {defects[0]}{more}")


class ExportUnsound(BadInput):
    """An export whose rows break what must always hold; none of them is kept."""

    def __init__(self, directory: str, violations: tuple[str, ...]) -> None:
        self.violations = violations
        many = "1 violation" if len(violations) == 1 else f"{len(violations):,} violations"
        super().__init__(
            f"{directory} breaks what must always hold ({many}), so nothing was restored. First: {violations[0]}. It "
            "was changed since it was exported, or its store was unsound already (`python -m data check` there): take "
            "another copy, or keep it as it is with --despite-violations."
        )


@dataclass(frozen=True)
class UsageDrop:
    """A billing month whose usage an import would lower."""

    network_id: str
    billing_month: dt.date
    stored_numbers: int
    imported_numbers: int

    def __str__(self) -> str:
        return (
            f"{self.network_id} {self.billing_month:%Y-%m}: "
            f"{self.stored_numbers:,} numbers stored, {self.imported_numbers:,} after this import"
        )


class NeedsConfirming(BadInput):
    """An import that would lower a month's usage, though usage within a month only rises."""

    def __init__(self, drops: tuple[UsageDrop, ...]) -> None:
        self.drops = drops
        many = "1 billing month" if len(drops) == 1 else f"{len(drops):,} billing months"
        super().__init__(
            f"The import would lower the usage of {many}, and usage within a month only rises; nothing stored. "
            f"First: {drops[0]}. If the files are complete and right, confirm it (--allow-decrease)."
        )


class Unknown(BadInput):
    """A name that the store does not know, or that this person may not know of."""


class LimitMissing(HeadroomError):
    """A limit that must exist is not there."""


class DocumentUnreadable(HeadroomError):
    """One stored document cannot be read; nothing else is wrong because of it."""

    exit_code = 1


class DocumentTooNew(DocumentUnreadable):
    """A newer version of Headroom wrote this document."""


class NotAllowed(HeadroomError):
    """The person's role does not permit the action."""

    exit_code = 4


class NotVisible(NotAllowed):
    """The person may not know whether there is such a thing."""


class TooMany(HeadroomError):
    """One person did as much as one may within an hour."""

    exit_code = 1


class StaleLimit(HeadroomError):
    """The limit was changed by somebody else since it was read."""

    exit_code = 1
