"""The files for a server name only commands, options and settings that there are."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from orken.cli import _parser
from tests.config.test_settings import python
from tools import settings_table

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = ("orken-web.service", "orken-worker.service")
ENVIRONMENT = dict(
    line.split("=", 1) for line in (DEPLOY / "orken.env").read_text().splitlines() if line and not line.startswith("#")
)


def exec_start(unit: str) -> list[str]:
    (line,) = re.findall(r"^ExecStart=(.+)$", (DEPLOY / unit).read_text(), re.MULTILINE)
    return shlex.split(line)


@pytest.mark.parametrize(("unit", "command"), [("orken-web.service", "_serve"), ("orken-worker.service", "_worker")])
def test_units_start_commands_that_there_are(unit: str, command: str) -> None:
    program, *arguments = exec_start(unit)
    assert program == "/opt/orken/.venv/bin/orken"
    assert _parser().parse_args(arguments).run.__name__ == command


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
@pytest.mark.parametrize("unit", UNITS)
def test_units_are_what_systemd_understands(unit: str, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("orken")
    (tmp_path / unit).write_text((DEPLOY / unit).read_text().replace("/opt/orken/.venv/bin/orken", str(program)))
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(tmp_path / unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_the_environment_has_every_setting_that_is_needed_and_none_that_there_is_not(tmp_path: Path) -> None:
    declared = settings_table.declared(settings_table.SERVER)
    assert ENVIRONMENT.keys() <= declared.keys()
    assert {name for name, setting in declared.items() if setting.default is None} <= ENVIRONMENT.keys()
    given = {name: shlex.split(value)[0] if value else "k" * 50 for name, value in ENVIRONMENT.items()}
    wanted = "[settings.DEFAULT_FROM_EMAIL, settings.DATABASES['default']['HOST'], settings.SECURE_SSL_REDIRECT]"
    code = f"import json; from django.conf import settings; print(json.dumps({wanted}))"
    result = python(code, given | {"ORKEN_VAR": str(tmp_path)}, tmp_path)
    assert json.loads(result.stdout) == ["Orken <no-reply@example.kz>", "/run/postgresql", True], result.stderr


def test_containers_run_commands_that_there_are() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = composed["services"]
    for name in ("web", "worker"):
        assert _parser().parse_args(services[name]["command"])
        assert {setting for setting in services[name]["environment"] if setting.startswith("ORKEN_")} <= (
            settings_table.declared(settings_table.SERVER).keys()
        )
        assert (DEPLOY / services[name]["env_file"]).is_file()
        assert (DEPLOY / services[name]["build"]["context"] / services[name]["build"]["dockerfile"]).is_file()
    image = (DEPLOY / "Containerfile").read_text()
    (entry,), (command,) = (re.findall(rf"^{word} (.+)$", image, re.MULTILINE) for word in ("ENTRYPOINT", "CMD"))
    assert json.loads(entry) == ["orken"]
    assert _parser().parse_args(json.loads(command))
    for copied in re.findall(r"^COPY (?!--from|\. )(\S+)", image, re.MULTILINE):
        assert (DEPLOY.parent / copied).is_file()


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_proxy_asks_where_the_web_service_listens_and_keeps_the_monitors_pages_to_itself(name: str) -> None:
    text = (DEPLOY / name).read_text()
    bound = exec_start("orken-web.service")
    assert bound[bound.index("--bind") + 1] in text
    assert "/metrics" in text
    assert "/health/" in text
    assert "X-Request-ID" in text


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not on this machine")
def test_nginx_understands_its_file(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=x",
            "-keyout",
            key,
            "-out",
            certificate,
        ],
        check=True,
        capture_output=True,
    )
    site = (DEPLOY / "nginx.conf").read_text()
    site = site.replace("/etc/ssl/portal.example.kz.pem", str(certificate))
    site = site.replace("/etc/ssl/private/portal.example.kz.key", str(key))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {folders} {site} }}")
    result = subprocess.run(
        ["nginx", "-t", "-c", tmp_path / "nginx.conf", "-g", f"error_log {tmp_path}/log;"],
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
