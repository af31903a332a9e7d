"""CSV files: the common case through Arrow's parser, the odd one through Python's, with the same row numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from data.errors import Rejection
from data.imports.sheets.csv_header import header_of, plain_column, plain_values
from data.imports.sheets.encoding import Encoding, encoding_of, first_guess
from data.imports.sheets.given import GivenFile, refused
from data.imports.sheets.hidden import without_hidden
from data.imports.sheets.sheet import ROW_NUMBER, Reject, Row, batches_of_rows, ignore

BLOCK_BYTES = 8 << 20


class CsvSheet:
    """A text file with a header row, which may stand below comment lines that begin with ``#``."""

    def __init__(self, file: GivenFile) -> None:
        self._given = file
        self.file = file.name
        self.warnings: list[str] = []
        self.reject: Reject = ignore
        self._read_bytes = 0
        self._encoding: Encoding | None = None
        header = header_of(file, first_guess(file.head))
        self.preamble = header.preamble
        self.headings = header.headings
        self.header_row = header.row
        self._delimiter = header.delimiter
        self._plain_header = header.is_plain

    def share_read(self) -> float:
        return min(1.0, self._read_bytes / self._given.size_bytes)

    @property
    def unended(self) -> str:
        """The last line, if the file ends without a line end, as one does that was cut off."""
        return self._known_encoding().unended

    def _known_encoding(self) -> Encoding:
        if self._encoding is None:
            self._encoding = encoding_of(self._given)
            if self._encoding.example:
                self.warnings.append(
                    f"{self.file} is not UTF-8; it was read as Windows-1252, for example {self._encoding.example!r}. "
                    "If that is not what it says, save it as UTF-8 and import it again."
                )
        return self._encoding

    def batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        if self.unended:
            self.warnings.append(cut_off(self.file, self.unended))
        return without_hidden(self._batches(picked), self)

    def _batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        encoding = self._known_encoding()
        # Arrow closes at the end of the file what nobody closed, and takes what follows a closed quote, without a word.
        plain = encoding.codec == "utf-8-sig" and self._plain_header and not encoding.odd_quotes
        if plain and self._regular(encoding.quotes):
            yield from self._fast(picked, encoding.quotes)
        else:
            yield from batches_of_rows(self._rows(), picked)

    def _regular(self, quotes: bool) -> bool:
        """Whether every row has as many values as the header; Arrow's parser tells no more than that."""
        names = [str(place) for place in range(len(self.headings))]
        try:
            for _ in self._stream(names, names[:1], quotes):
                pass
        except pa.ArrowInvalid:
            return False
        return True

    def _fast(self, picked: Mapping[str, int], quotes: bool) -> Iterator[pa.Table]:
        names = [str(place) for place in range(len(self.headings))]
        first = self.header_row + 1
        for batch in self._stream(names, [names[place] for place in picked.values()], quotes):
            numbers = pa.array(np.arange(first, first + batch.num_rows))
            first += batch.num_rows
            columns = [plain_column(column) for column in batch.columns] if quotes else batch.columns
            yield pa.Table.from_arrays([*columns, numbers], names=[*picked, ROW_NUMBER])

    def _stream(self, names: list[str], wanted: list[str], quotes: bool) -> Iterator[pa.RecordBatch]:
        with self._given.open() as stream:
            reader = pa_csv.open_csv(
                pa.PythonFile(stream, mode="r"),
                read_options=pa_csv.ReadOptions(column_names=names, skip_rows=1, block_size=BLOCK_BYTES),
                parse_options=pa_csv.ParseOptions(
                    delimiter=self._delimiter, newlines_in_values=quotes, ignore_empty_lines=False
                ),
                convert_options=pa_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), include_columns=wanted, strings_can_be_null=False
                ),
            )
            for batch in reader:
                self._read_bytes = stream.tell()
                yield batch

    def raw_rows(self) -> Iterator[Row]:
        with self._given.open() as stream:
            yield from self._parsed(stream)

    def _rows(self) -> Iterator[Row]:
        width = len(self.headings)
        with self._given.open() as stream:
            for number, values in self._parsed(stream):
                if not any(values):
                    continue
                if len(values) < width or any(values[width:]):
                    self.reject(
                        Rejection(
                            self.file, number, "", self._delimiter.join(values)[:80],
                            f"has {len(values)} values where the header has {width}; a value with "
                            f"{self._delimiter!r} in it must stand in double quotes",
                        )
                    )  # fmt: skip
                    continue
                yield number, values[:width]

    def _parsed(self, stream: BinaryIO) -> Iterator[Row]:
        codec = self._known_encoding().codec
        number = self.header_row - 1
        with io.TextIOWrapper(stream, encoding=codec, newline="") as text:
            try:
                for _ in range(self.header_row - 1):
                    text.readline()
                reader = csv.reader(text, delimiter=self._delimiter, strict=True)
                for number, values in enumerate(reader, self.header_row):
                    if not number % 4096:
                        self._read_bytes = stream.tell()
                    if number > self.header_row:
                        yield number, plain_values(values)
            except csv.Error as error:
                raise refused(
                    self.file,
                    f"a quote is opened and not closed as it should be, here or further down ({error})",
                    row=number + 1,
                ) from error
            except UnicodeDecodeError as error:
                reason = f"cannot be read as {codec}, here or further down ({error.reason}); save it as UTF-8"
                raise refused(self.file, reason, row=number + 1) from error


def cut_off(file: str, last: str) -> str:
    """What is said of a file that may have been cut in the middle of a value."""
    shown = last if len(last) <= 120 else "… " + last[-120:]
    return (
        f"{file} ends without a line end, as a file does that was cut off. Its last row is {shown!r}: "
        "if that is not the whole of it, export the file again."
    )
