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
    """Within 150 ms of importing numpy; measured in the processor's time, best of five."""
    code = (
        "import numpy, time; begin = time.process_time(); import growthpoles; "
        "growthpoles.InputError; print(time.process_time() - begin)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(5)]
    assert min(float(run.stdout) for run in runs) < 0.150


@pytest.mark.parametrize("heavy", ["numba", "scipy", "pandas", "ibis", "altair", "duckdb", "typst", "pyarrow"])
def test_import_loads_nothing_heavy(heavy):
    code = f"import growthpoles, sys; growthpoles.location_quotient; raise SystemExit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_package_is_marked_as_typed():
    assert Path(growthpoles.__file__).with_name("py.typed").exists()
