"""The embedded server keeps every acknowledged row, whatever is killed and whatever a pid file claims."""

import os
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import psycopg
import pytest

from orken.config import postgres


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("a folder with spaces") / "postgres"
    with psycopg.connect(postgres.start(folder)) as connection:
        connection.execute("CREATE TABLE acts (number int PRIMARY KEY)")
    yield folder
    postgres.stop(folder)


def add(folder, number):
    with psycopg.connect(postgres.address(folder)) as connection:
        connection.execute("INSERT INTO acts VALUES (%s)", [number])


def acts(folder):
    with psycopg.connect(postgres.address(folder)) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM acts ORDER BY number")]


def server_pid(folder):
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def test_server_killed_with_its_children_comes_back_with_every_row(folder):
    before = acts(folder)
    for number in range(100, 102):
        add(folder, number)
        for process in postgres._processes(folder):
            with suppress(psutil.NoSuchProcess):  # the children end with their parent
                process.kill()
        postgres.start(folder)
    assert acts(folder) == [*before, 100, 101]


def test_server_killed_alone_is_started_when_its_last_children_are_gone(folder):
    before = acts(folder)
    os.kill(server_pid(folder), 9)
    postgres.start(folder)
    assert acts(folder) == before


def test_pid_file_that_names_another_program_does_not_stop_the_start(folder):
    before = acts(folder)
    postgres.stop(folder)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as another:
        (folder / "data" / "postmaster.pid").write_text(f"{another.pid}\n{folder / 'data'}\n0\n5432\n\n\n\nready\n")
        began = time.monotonic()
        postgres.start(folder)
        assert time.monotonic() - began < 30
        assert another.poll() is None
        another.kill()
    assert acts(folder) == before


def test_starting_a_running_server_finds_it(folder):
    pid = server_pid(folder)
    assert postgres.start(folder) == postgres.address(folder)
    assert server_pid(folder) == pid


def test_database_is_made_once(folder):
    url = postgres.create_database(folder, "orken")
    assert postgres.create_database(folder, "orken") == url
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("orken",)


def test_server_listens_on_its_private_socket_only(folder):
    with psycopg.connect(postgres.address(folder)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert (folder / "run").stat().st_mode & 0o077 == 0


def test_parent_folders_keep_their_permissions(folder):
    assert folder.parent.stat().st_mode & 0o077 == 0
    assert acts(folder) is not None


def test_socket_of_a_deep_folder_is_short_enough(tmp_path):
    deep = tmp_path / ("x" * 60) / ("y" * 60) / "postgres"
    assert len(str(postgres._socket_folder(deep))) <= postgres.SOCKET_PATH_BYTES


def test_server_that_cannot_start_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "START_SECONDS", 2)
    postgres.start(tmp_path)
    postgres.stop(tmp_path)
    with (tmp_path / "data" / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = a lot\n")
    with pytest.raises(
        postgres.ServerFailed, match=r"did not answer within 2 s[\s\S]*postgresql.conf\" contains errors"
    ):
        postgres.start(tmp_path)
