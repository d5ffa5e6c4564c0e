"""A browser is found where it is; where there is none, the reader is told how to get one."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tools import browser


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    """Nothing on the PATH, nothing downloaded."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    monkeypatch.delenv("ORKEN_TEST_BROWSER", raising=False)
    return tmp_path


def test_named_browser_comes_first(bare_machine, monkeypatch):
    program = bare_machine / "my-chromium"
    program.touch()
    monkeypatch.setenv("ORKEN_TEST_BROWSER", str(program))
    assert browser.find_browser() == program


def test_named_browser_that_is_missing_is_told(bare_machine, monkeypatch):
    monkeypatch.setenv("ORKEN_TEST_BROWSER", "/nowhere/chromium")
    with pytest.raises(browser.NoBrowser, match="names /nowhere/chromium, which does not exist"):
        browser.find_browser()


def test_browser_on_the_path_is_found(bare_machine):
    program = bare_machine / "chromium"
    program.touch(mode=0o755)
    assert browser.find_browser() == program


def test_shell_without_windows_is_preferred(bare_machine):
    for name in ("chromium", "chromium-headless-shell"):
        (bare_machine / name).touch(mode=0o755)
    assert browser.find_browser().name == "chromium-headless-shell"


def run_main():
    """In a thread of its own: Playwright cannot start beside the event loop that a browser's test leaves behind."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(browser.main).result()


def test_machine_without_one_is_told_how_to_get_it(bare_machine, monkeypatch, capfd):
    monkeypatch.setattr(browser, "_download", lambda: None)
    assert run_main() == 1
    told = capfd.readouterr().err
    assert "apt-get install chromium-headless-shell" in told
    assert "playwright install chromium" in told


def test_downloaded_browser_is_used(bare_machine, monkeypatch, capfd):
    program = bare_machine / "chromium"
    monkeypatch.setattr(browser, "_download", lambda: program.touch(mode=0o755))
    assert run_main() == 0
    assert capfd.readouterr().out.strip() == str(program)
