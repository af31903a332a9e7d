"""Which encoding a text file is in; one that mixes two is refused, because half of its names would be wrong."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from data.imports.given import BLOCK_BYTES, GivenFile, refused

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")
_LEGACY = "cp1252"


@dataclass(frozen=True)
class Encoding:
    """``codec`` for Python; ``example`` is the first text that shows whether a guessed encoding was right."""

    codec: str
    quotes: bool
    example: str = ""


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
    if (codec := first_guess(file.head)) == "utf-16":
        return Encoding(codec, quotes=True)
    lines = 1
    quotes = False
    utf8_row = legacy_row = 0
    example = ""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    with file.open() as stream:
        while block := stream.read(BLOCK_BYTES):
            quotes = quotes or b'"' in block
            if b"\x00" in block:
                raise refused(file.name, "has zero bytes in it, so it is no text file", row=_row(block, b"\x00", lines))
            if not (block.isascii() and not decoder.getstate()[0]):
                text = decoder.decode(block)
                if not utf8_row and (match := _BEYOND_ASCII.search(text.removeprefix("\ufeff"))):
                    utf8_row = lines + text.count("\n", 0, match.start())
                if not legacy_row and (match := _NOT_UTF8.search(text)):
                    legacy_row = lines + text.count("\n", 0, match.start())
                    example = _line(text, match.start())
            lines += block.count(b"\n")
    if decoder.decode(b"", final=True) and not legacy_row:
        legacy_row = lines
    if legacy_row and utf8_row:
        raise refused(
            file.name,
            f"mixes two encodings: UTF-8 in row {utf8_row}, another one in row {legacy_row}. "
            "Save the whole file as UTF-8 and import it again",
            row=max(utf8_row, legacy_row),
        )
    if legacy_row:
        return Encoding(_LEGACY, quotes, _legacy_text(file, example, legacy_row))
    return Encoding("utf-8-sig", quotes)


def _row(block: bytes, byte: bytes, lines: int) -> int:
    return lines + block.count(b"\n", 0, block.index(byte))


def _line(text: str, place: int) -> str:
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    return text[start : end if end >= 0 else len(text)].strip()


def _legacy_text(file: GivenFile, line: str, row: int) -> str:
    try:
        text = line.encode("utf-8", "surrogateescape").decode(_LEGACY)
    except UnicodeDecodeError as error:
        raise refused(file.name, "is neither UTF-8 nor Windows-1252; save it as UTF-8", row=row) from error
    return next((field for field in re.split("[,;\t]", text) if not field.isascii()), text).strip(' "')
