"""Commands of the documentation: found, run in this process, and compared with what the page prints.

``python tests/docs_blocks.py docs/page.md`` writes the outputs of a page anew.
"""

import contextlib
import io
import math
import os
import re
import shlex
import shutil
import sys
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
BLOCK = re.compile(r"^```console( shared)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"-?\d+\.\d+(?:[eE][-+]?\d+)?")
ELLIPSIS = "…"


@dataclass
class Command:
    """A command line, what is printed under it, and whether it reads the public data beside the repository."""

    line: str
    printed: list[str] = field(default_factory=list)
    shared: bool = False


def commands_of(text: str) -> list[Command]:
    found: list[Command] = []
    for shared, body in BLOCK.findall(text):
        lines = body.replace("\\\n", "").splitlines()
        for line in lines:
            if line.startswith("$ "):
                found.append(Command(re.sub(r"\s+", " ", line[2:]), shared=bool(shared)))
            else:
                found[-1].printed.append(line)
    return found


def workplace(folder: Path) -> None:
    """The folder in which a reader of the page works: the example files."""
    for source in (DOCS / "data").iterdir():
        shutil.copy(source, folder)
    for name in ("lq_table1.csv", "coworking_cost_benefit.csv"):
        shutil.copy(str(files("growthpoles") / "data" / name), folder)


def run(command: Command, shared: Path | None) -> list[str]:
    """Lines that a command prints on the standard output; ``cut`` and ``head`` after a bar are understood."""
    from growthpoles.cli import main

    line = command.line.replace("../shared/data", str(shared))
    first, *filters = [shlex.split(part) for part in re.split(r" \| (?=cut|head)", line)]
    assert first[0] == "growthpoles", first
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()) as errors:
        code = main(first[1:])
    assert code == 0, errors.getvalue()
    lines = printed.buffer.getvalue().decode().splitlines()
    for name, *options in filters:
        lines = _cut(lines, options) if name == "cut" else lines[: int(options[-1])]
    return lines


def _cut(lines: list[str], options: list[str]) -> list[str]:
    import csv

    chosen: list[int] = []
    for part in options[-1].removeprefix("-f").split(","):
        start, _, end = part.partition("-")
        chosen += range(int(start) - 1, int(end or start))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([row[at] for at in chosen] for row in csv.reader(lines))
    return stream.getvalue().splitlines()


def rounded(line: str) -> str:
    """Four significant digits, whole numbers from ten thousand: what a page prints."""
    return NUMBER.sub(lambda found: _short(float(found[0])), line)


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1e4 else f"{value:.4g}"


def differences(printed: list[str], found: list[str]) -> list[str]:
    """Lines of the page that the program does not print so; numbers are compared to the digits that are printed."""
    if ELLIPSIS in printed:
        found = found[: printed.index(ELLIPSIS)]
        printed = printed[: printed.index(ELLIPSIS)]
    if len(printed) != len(found):
        return [f"{len(found)} lines instead of {len(printed)}", *found]
    return [f"page: {page}\nnow:  {now}" for page, now in zip(printed, found, strict=True) if not _alike(page, now)]


def _alike(page: str, now: str) -> bool:
    tokens, values = re.split(r"([,\s;()]+)", page), re.split(r"([,\s;()]+)", now)
    return len(tokens) == len(values) and all(_same(a, b) for a, b in zip(tokens, values, strict=True))


def _same(token: str, value: str) -> bool:
    if token == value:
        return True
    try:
        return math.isclose(float(token), float(value), rel_tol=6e-4, abs_tol=1e-12)
    except ValueError:
        return False


def write_outputs(page: Path, shared: Path) -> None:
    """Replace what a page prints by what the program prints now; a page that ends in … stays as long as it was."""
    text = page.read_text("utf-8")
    for command in commands_of(text):
        found = [rounded(line) for line in run(command, shared)]
        if ELLIPSIS in command.printed:
            found = [*found[: max(1, command.printed.index(ELLIPSIS))], ELLIPSIS]
        # A command may stand on several lines, broken by a backslash.
        line = re.escape(command.line).replace(r"\ ", r"(?:\s|\\\n)+")
        pattern = re.compile(rf"(^\$ {line}\n)(.*?)(?=^\$ |^```$)", re.MULTILINE | re.DOTALL)
        text = pattern.sub(lambda m, found=found: m[1] + "".join(f"{line}\n" for line in found), text, count=1)
    page.write_text(text, "utf-8")


if __name__ == "__main__":
    import tempfile

    beside = Path(os.environ.get("ORKEN_SHARED", Path(__file__).resolve().parents[3] / "shared")).resolve() / "data"
    for name in sys.argv[1:]:
        target = Path(name).resolve()
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            workplace(Path(folder))
            write_outputs(target, beside)
