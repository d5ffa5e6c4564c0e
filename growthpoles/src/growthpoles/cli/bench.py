"""Command ``bench``: the engine beside its peers, each figure gated on equal results."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from growthpoles.cli import Commands


def add_commands(commands: Commands) -> None:
    """Add the command of this family."""
    parser = commands.add(
        "bench",
        run_bench,
        summary="measure the engine beside its peers (FULL=1: the largest cases and the slowest peers too)",
        explained_by="growthpoles.bench:run_benchmarks",
    )
    parser.add_argument("--benchmarks", type=Path, metavar="FOLDER", help="default: growthpoles/benchmarks, from here")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="NAME", help="beginnings of file names, such as tables"
    )
    parser.add_argument(
        "-o", "--output", dest="figures", type=Path, default=Path("var/bench-engine.json"), metavar="FILE"
    )


def run_bench(args: argparse.Namespace) -> int:
    """``growthpoles bench``."""
    from growthpoles.bench import figure_lines, run_benchmarks, write_figures

    near = (Path("growthpoles/benchmarks"), Path("benchmarks"), Path(__file__).parents[3] / "benchmarks")
    folder = args.benchmarks or next((path for path in near if path.is_dir()), near[0])
    figures = run_benchmarks(folder, only=args.only)
    write_figures(figures, args.figures)
    print("\n".join(figure_lines(figures)))
    print(f"written to {args.figures}")
    return 0
