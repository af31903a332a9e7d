"""A page held against the facts: each text by whom it speaks of, each table by its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from limits.kinds import LimitKey
from tests.views.figures import pictures
from tests.views.figures.facts import Facts, Figures
from tests.views.figures.matching import faults
from tests.views.figures.picture_facts import known_picture
from tests.views.figures.pictures import Picture
from tests.views.figures.reading import Said
from tests.views.figures.record_tables import RECORD_TABLES
from tests.views.figures.sentences import NAMES, NO_FIGURES, SENTENCES
from tests.views.figures.tables import TABLES, as_text, cells, is_figure, key_of, known_table, turned_table

# Headings after which no single limit or network is spoken of any more.
_ENDS = frozenset({"Contract", "Overage risk", "One message, three limits."})


@dataclass
class Page:
    """One page as somebody saw it; ``known`` are the facts of the networks it may speak of."""

    name: str
    said: Sequence[Said]
    known: Mapping[str, Facts]
    figures: Figures = field(default_factory=dict)  # of the page itself, such as how many networks it lists
    extra: Sequence[Figures] = ()  # what is asked on the page itself, such as numbers to add
    pictures: Mapping[str, Picture] = field(default_factory=dict)  # by the beginning of their words

    def faults(self) -> list[str]:
        return [f"{self.name}: {text}: {fault}" for text, fault in self._found()]

    def faults_at(self, at: int, instead: Said) -> list[str]:
        """Those of one text, had it been another."""
        said = [*self.said[:at], instead]
        return list(replace(self, said=said)._of_last())

    def _of_last(self) -> Iterator[str]:
        *_, (of, limit) = self._speaks_of()
        yield from (fault for _, fault in self._read(self.said[-1], of, limit))

    def _found(self) -> Iterator[tuple[str, str]]:
        for one, (of, limit) in zip(self.said, self._speaks_of(), strict=True):
            yield from self._read(one, of, limit)

    def _speaks_of(self) -> Iterator[tuple[Facts | None, LimitKey | None]]:
        """Of which network, and of which of its limits, each text is: what was named last."""
        of = next(iter(self.known.values())) if len(self.known) == 1 else None
        limit: LimitKey | None = None
        for one in self.said:
            if one.kind != "option" and one.table is None:
                named = self._network(one.text)
                if named is not None and named is not of:
                    of, limit = named, None
                key = key_of(of, one.text) if of is not None and one.kind in ("html", "markdown") else None
                if key is not None:
                    limit = key
                elif one.kind in ("title", "header", "subheader") or one.text in _ENDS:
                    limit = None
            yield of, limit

    def _read(self, one: Said, of: Facts | None, limit: LimitKey | None) -> Iterator[tuple[str, str]]:
        if one.table is not None:
            yield from self._table(one.table, of)
        elif one.picture is not None:
            yield from self._picture(one, of)
        else:
            yield from self._text(one.text, self._subjects(of, None if one.kind == "option" else limit))

    def _picture(self, one: Said, of: Facts | None) -> Iterator[tuple[str, str]]:
        own = (picture for words, picture in self.pictures.items() if one.text.startswith(words))
        known = next(own, None) or (known_picture(one.text, of) if of is not None else None)
        if one.picture is None or known is None:
            yield one.text, "nothing is known of this picture"
            return
        for fault in pictures.faults(one.picture, known):
            yield one.text, fault

    def _text(self, text: str, subjects: Sequence[Figures]) -> Iterator[tuple[str, str]]:
        for facts in self.known.values():
            for written in facts.written:
                text = text.replace(written, "(…)")
        text = NAMES.sub("(…)", text)
        for fault in faults(text, subjects, SENTENCES, NO_FIGURES):
            yield text, fault

    def _network(self, text: str) -> Facts | None:
        """Whom a text names, where it names one."""
        named = [facts for facts in self.known.values() if facts.name in text]
        return named[0] if len(named) == 1 else None

    def _subjects(self, of: Facts | None, limit: LimitKey | None) -> list[Figures]:
        if of is None:
            return [self.figures, *self.extra]
        if limit is not None:
            return [{**self.figures, **of.limits[limit]}, *self.extra]
        known = (of.whole, *of.limits.values(), *of.requests.values(), *of.changes.values(), *self.extra)
        return [{**self.figures, **one} for one in known]

    def _table(self, frame: pd.DataFrame, of: Facts | None) -> Iterator[tuple[str, str]]:
        if (turned := turned_table(frame)) is not None:
            yield from turned.faults(frame, self._subjects(of, None))
            return
        table = known_table(frame, (*RECORD_TABLES, *TABLES))
        for place, column, cell in cells(frame):
            facts = self._network(str(frame["Network"].iloc[place])) if "Network" in frame.columns else of
            row = (
                table.rows(facts, frame.iloc[place], self.extra)
                if table and (facts or table in RECORD_TABLES)
                else None
            )
            where = f"row {as_text(frame.iloc[place, 0])}, {column}"
            if table is not None and column in table.columns:
                name = table.columns[column]
                if row is None or not is_figure(cell, row.get(name)):
                    yield where, f"{cell!r} is shown, but {name} is {row.get(name) if row else 'not known'}"
                continue
            subjects = [row] if row is not None else self._subjects(facts, None)
            if "Network" in frame.columns:
                subjects += self._subjects(facts, None)  # why a network is where it is may be any of its limits
            for text, fault in self._text(as_text(cell), subjects):
                yield f"{where}: {text}", fault
