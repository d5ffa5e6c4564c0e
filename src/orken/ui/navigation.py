"""Where a person can go from every page. The rooms above say so in ``AppConfig.ready()``; this room only shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.urls import reverse

Place = Literal["main", "account", "foot"]


def everybody(_request: HttpRequest) -> bool:
    return True


@dataclass(frozen=True)
class Destination:
    """An entry of a menu: ``label`` is a lazy translation, ``seen_by`` decides for whom it is shown."""

    label: object
    url_name: str
    place: Place = "main"
    seen_by: Callable[[HttpRequest], bool] = everybody


@dataclass(frozen=True)
class Entry:
    """A destination as one request sees it; ``current`` is ``page``, ``true`` (a page below it is open) or empty."""

    label: object
    url: str
    current: str


class Menu:
    """All destinations, in the order in which they were added."""

    def __init__(self) -> None:
        self._destinations: list[Destination] = []

    def add(self, *destinations: Destination) -> None:
        self._destinations.extend(destinations)

    def entries(self, place: Place, request: HttpRequest) -> Iterator[Entry]:
        """The entries that the request sees; of two that lie above the open page, only the nearer one is current."""
        seen = [one for one in self._destinations if one.place == place and one.seen_by(request)]
        urls = [reverse(destination.url_name) for destination in seen]
        above = max((url for url in urls if request.path.startswith(url)), key=len, default="")
        for destination, url in zip(seen, urls, strict=True):
            yield Entry(destination.label, url, _current(url, request.path) if url == above else "")


def _current(url: str, path: str) -> str:
    return "page" if path == url else "true"


menu = Menu()
