"""Which encoding a text file is in; one that mixes two is refused, because half of its names would be wrong."""

from __future__ import annotations

import codecs
import itertools
import re
from dataclasses import dataclass

from data.imports.sheets.given import BLOCK_BYTES, GivenFile, refused

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")
_LEGACY = "cp1252"
_NOT_LEGACY = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_CARRIAGE_RETURN = re.compile(rb"\r")
_WITHIN_TEXT = re.compile(rb"""[^",;\t|\r\n=]"[^",;\t|\r\n]""")
_LONGEST_LINE = 1 << 20
_TAIL_BYTES = 16 << 10


@dataclass(frozen=True)
class Encoding:
    """``codec`` for Python; ``example`` is the first text that shows whether a guessed encoding was right.

    ``quotes`` are there; ``odd_quotes`` are such that a strict reader may refuse them.
    ``unended`` is the last line of a file that ends without a line end.
    """

    codec: str
    quotes: bool
    odd_quotes: bool = False
    example: str = ""
    unended: str = ""


def first_guess(head: bytes) -> str:
    """The encoding of a file's first bytes, good enough to read its headings."""
    for mark, codec in _UTF16.items():
        if head.startswith(mark):
            return codec
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return _LEGACY
    return "utf-8-sig"


def encoding_of(file: GivenFile) -> Encoding:
    """Reads the file once; UTF-8, UTF-16 with its mark, or Windows-1252 throughout."""
    is_utf16 = first_guess(file.head) == "utf-16"
    scan = _Scan(file)
    with file.open() as stream:
        while block := stream.read(BLOCK_BYTES):
            scan.check_lines(block)
            if not is_utf16:
                scan.take(block)
            scan.lines += _line_ends(block)
    if is_utf16:
        return Encoding("utf-16", quotes=True, unended=_unended(file, "utf-16"))
    codec = scan.codec()
    example = _legacy_text(scan.example) if codec == _LEGACY else ""
    odd = scan.odd_quotes or scan.quotes % 2 > 0  # one that nobody closed
    return Encoding(codec, scan.quotes > 0, odd, example, _unended(file, codec))


class _Scan:
    """What the blocks of a file have shown so far; ``lines`` counts those before the block at hand."""

    def __init__(self, file: GivenFile) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._unbroken = 0
        self._utf8_row = self._legacy_row = 0
        self._odd: tuple[int, bytes] | None = None
        self.lines = 1
        self.quotes = 0
        self.odd_quotes = False
        self.example = b""

    def check_lines(self, block: bytes) -> None:
        """A row is read as a whole, so it must not be without end."""
        half = _LONGEST_LINE // 2
        if all(block.find(b"\n", at, at + half) >= 0 for at in range(0, len(block) - half + 1, half)):
            last = block.rfind(b"\n")
            self._unbroken = len(block) - last - 1 + (self._unbroken if last < 0 else 0)
            if self._unbroken <= _LONGEST_LINE:
                return
        pieces = block.split(b"\n")
        pieces[0] = bytes(min(self._unbroken, _LONGEST_LINE + 1)) + pieces[0]
        self._unbroken = len(pieces[-1])
        if max(map(len, pieces)) <= _LONGEST_LINE:
            return
        row = self.lines
        for piece in pieces:
            ends = [0, *(end.end() for end in _CARRIAGE_RETURN.finditer(piece)), len(piece)]
            lengths = [after - before for before, after in itertools.pairwise(ends)]
            if max(lengths) > _LONGEST_LINE:
                raise refused(
                    self._file.name,
                    f"has a row of more than {_LONGEST_LINE:,} bytes, so it is no table",
                    row=row + next(place for place, length in enumerate(lengths) if length > _LONGEST_LINE),
                )
            self._unbroken = lengths[-1]
            row += max(1, len(lengths) - piece.endswith(b"\r"))

    def take(self, block: bytes) -> None:
        if b'"' in block:
            self.quotes += block.count(b'"')
            self.odd_quotes = self.odd_quotes or bool(_WITHIN_TEXT.search(block))
        if (zero := block.find(b"\x00")) >= 0:
            raise refused(
                self._file.name,
                "has zero bytes in it, so it is no text file",
                row=self.lines + _line_ends(block[:zero]),
            )
        if block.isascii() and not self._decoder.getstate()[0]:
            return
        if self._odd is None and (odd := _NOT_LEGACY.search(block)):
            self._odd = (self.lines + _line_ends(block[: odd.start()]), odd[0])
        text = self._decoder.decode(block)
        if not self._utf8_row and (match := _BEYOND_ASCII.search(text.removeprefix("\ufeff"))):
            self._utf8_row = self.lines + _line_ends(text[: match.start()].encode("utf-8", "surrogateescape"))
        if not self._legacy_row and (match := _NOT_UTF8.search(text)):
            before = text[: match.start()].encode("utf-8", "surrogateescape")
            self._legacy_row = self.lines + _line_ends(before)
            self.example = _line(text, match.start()).encode("utf-8", "surrogateescape")

    def codec(self) -> str:
        if self._decoder.decode(b"", final=True) and not self._legacy_row:
            self._legacy_row = self.lines
        if self._legacy_row and self._utf8_row:
            raise refused(
                self._file.name,
                f"mixes two encodings: UTF-8 in row {self._utf8_row}, another one in row {self._legacy_row}. "
                "Save the whole file as UTF-8 and import it again",
                row=max(self._utf8_row, self._legacy_row),
            )
        if self._legacy_row and self._odd:
            row, byte = self._odd
            raise refused(
                self._file.name,
                f"is neither UTF-8 nor Windows-1252, which has no character {byte.hex()}; save it as UTF-8",
                row=row,
            )
        return _LEGACY if self._legacy_row else "utf-8-sig"


def _line_ends(block: bytes) -> int:
    """However lines end: CR LF, LF, or CR alone."""
    return block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n")


def _line(text: str, place: int) -> str:
    start = max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1
    end = re.compile("[\r\n]").search(text, place)
    return text[start : end.start() if end else len(text)].strip()


def _legacy_text(line: bytes) -> str:
    text = line.decode(_LEGACY, "replace")
    return next((field for field in re.split("[,;\t]", text) if not field.isascii()), text).strip(' "')


def _unended(file: GivenFile, codec: str) -> str:
    with file.open() as stream:
        # An even number of bytes, lest UTF-16 be read from the middle of a character.
        stream.seek(max(0, file.size_bytes - file.size_bytes % 2 - _TAIL_BYTES))
        tail = stream.read()
    if codec == "utf-16":
        codec = "utf-16-le" if file.head.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    text = tail.decode(codec, "replace").removeprefix("\ufeff")
    return "" if text.endswith(("\n", "\r")) else text.splitlines()[-1] if text else ""
