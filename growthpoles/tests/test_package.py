"""The package as a whole: lazy names, cheap import, typed."""

import subprocess
import sys
from pathlib import Path

import pytest

import growthpoles


def test_unknown_names_say_where_to_look():
    with pytest.raises(AttributeError, match="no name 'location_quotiant'"):
        growthpoles.location_quotiant  # noqa: B018


def test_dir_lists_the_public_names():
    assert "location_quotient" in dir(growthpoles)


def test_import_is_cheap_beside_numpy():
    """Within 150 ms of importing numpy; measured in the processor's time, best of three."""
    code = (
        "import numpy, time; begin = time.process_time(); import growthpoles; "
        "growthpoles.InputError; print(time.process_time() - begin)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3)]
    assert min(float(run.stdout) for run in runs) < 0.150


def test_import_loads_nothing_heavy():
    heavy = {"numba", "scipy", "pandas", "ibis", "altair", "duckdb", "typst", "pyarrow"}
    code = f"import growthpoles, sys; growthpoles.location_quotient; print(*({heavy!r} & sys.modules.keys()))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def test_the_package_is_marked_as_typed():
    assert Path(growthpoles.__file__).with_name("py.typed").exists()
