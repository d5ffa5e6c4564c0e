"""A version that states only what is different from an earlier one: what it does not state is taken from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orken.cases.procedure.reading import ProcedureMistake

Part = Mapping[str, object]


def based_on(earlier: Part, later: Part, file: str) -> dict[str, object]:
    """The whole of the later version.

    A section or a stage that is only ``same: <code>`` is that of the earlier one, and so is a question that is only an
    id; a stage with ``like: <code>`` has what it does not state itself from there. What is no procedure in it stays as
    it is: whoever loads it tells of it.

    Raises
    ------
    ProcedureMistake
        It names a section, a question or a stage that the earlier version does not have.
    """
    known = _Known(earlier)
    whole = {**earlier, **later}
    for key, taken in (("form", known.section), ("stages", known.stage)):
        if isinstance(stated := later.get(key), list):
            whole[key] = [taken(part) if isinstance(part, Mapping) else part for part in stated]
    if known.missing:
        raise ProcedureMistake(file, [f"the earlier version has no {what}" for what in known.missing])
    return whole


class _Known:
    """The parts of the earlier version by their names; ``missing`` are those that were asked for and are not there."""

    def __init__(self, earlier: Part) -> None:
        self.stages = {stage.get("stage"): stage for stage in _parts(earlier, "stages")}
        self.sections = {section.get("section"): section for section in _parts(earlier, "form")}
        asked = (question for section in self.sections.values() for question in _parts(section, "questions"))
        self.questions = {question.get("id"): question for question in asked}
        self.missing: list[str] = []

    def stage(self, part: Part) -> Part:
        if "same" in part:
            return self._named(self.stages, "stage", part["same"])
        like = self._named(self.stages, "stage", part["like"]) if "like" in part else {}
        return {**like, **{key: value for key, value in part.items() if key != "like"}}

    def section(self, part: Part) -> Part:
        if "same" in part:
            return self._named(self.sections, "section", part["same"])
        if not isinstance(questions := part.get("questions"), list):
            return part
        named = [self._named(self.questions, "question", one) if isinstance(one, str) else one for one in questions]
        return {**part, "questions": named}

    def _named(self, parts: Mapping[object, Part], what: str, name: object) -> Part:
        if isinstance(name, str) and name in parts:
            return parts[name]
        self.missing.append(f"{what} {name!r}")
        return {}


def _parts(whole: Part, key: str) -> Iterator[Part]:
    listed = whole.get(key)
    return (part for part in listed if isinstance(part, Mapping)) if isinstance(listed, list) else iter(())
