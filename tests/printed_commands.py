"""The commands that README and docs print, as a shell would read them, and what stands for their placeholders."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
ROOMS = ("data", "limits", "forecasting")
DOORS = (*ROOMS, "fleet", "serve")

_SCRIPT = rf"(?:\S*/bin/)?headroom(?= (?:{'|'.join(DOORS)}|--help)\b| \.\.\.)"
_PREFIX = rf"(?:(?P<python>\S*python3?) -m (?P<module>[\w.]+)|(?P<script>{_SCRIPT}))"
_COMMAND = re.compile(rf"(?:^|[\s;&])(?:\w+=\S+ )*{_PREFIX}(?P<rest>.*)")
_IN_A_TABLE = re.compile(r"(?P<module>data|limits|forecasting) (?P<rest>[a-z]+.*)")


@dataclass(frozen=True)
class Printed:
    """One command of a page; ``block`` numbers the code block it stands in, None where it stands in a sentence."""

    page: str
    line: str
    block: int | None
    door: str
    arguments: tuple[str, ...]
    output: str = ""

    def __str__(self) -> str:
        return f"{self.page}: {self.line}"

    @property
    def is_mention(self) -> bool:
        """Names a command, or the door, and leaves open what it takes."""
        return self.block is None and all(re.fullmatch(r"[a-z]+|\.\.\.", word) for word in self.arguments)


def printed() -> list[Printed]:
    """All of them, in the order of the pages."""
    commands: list[Printed] = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^```(\w*\n.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
        for number, block in enumerate(blocks):
            language, _, lines = block.partition("\n")
            if language in ("", "sh"):
                for line in lines.replace("\\\n", " ").splitlines():
                    commands += _read(page, line, number)
        prose = re.sub(r"^```\w*\n.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
        for code in re.findall(r"`([^`]+)`", prose):
            commands += _read(page, " ".join(code.split()), None)
    return commands


def _read(page: Path, line: str, block: int | None) -> list[Printed]:
    match = _COMMAND.search(line)
    inline = _IN_A_TABLE.fullmatch(line) if block is None and not match else None
    if not (match or inline):
        return []
    if inline:
        door, rest = inline["module"], inline["rest"]
    elif match and match["module"]:
        door, rest = match["module"], match["rest"]
    else:
        assert match is not None
        door, rest = "headroom", match["rest"]
    words = shlex.split(re.sub(r"\[[^\]]*\]", "", rest), comments=True)
    words, output = (words[: words.index(">")], words[words.index(">") + 1]) if ">" in words else (words, "")
    if door == "headroom" and words and words[0] in DOORS:
        door, words = ("forecasting", words) if words[0] == "fleet" else (words[0], words[1:])
    return [Printed(str(page.relative_to(ROOT)), " ".join(line.split()), block, door, tuple(words), output)]
