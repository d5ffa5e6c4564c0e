"""All components on one page, in both themes, on a phone and on a desk: nothing for axe to find, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.ui import specimen

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("look", [(360, "light"), (360, "dark"), (1440, "light"), (1440, "dark")])
def test_all_components_are_accessible_and_fit(
    browser: Any, site: str, settings: Any, assert_accessible: Callable[[Any], None], look: tuple[int, str]
) -> None:
    width, scheme = look
    settings.ROOT_URLCONF = specimen.__name__
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(f"{site}/kk/specimen/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
