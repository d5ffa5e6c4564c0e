"""Applications of the demonstration, played through the engine by the cast: nothing is put into the tables directly."""

from orken.web.demonstration.playing import play_demo_cases

__all__ = ["play_demo_cases"]
