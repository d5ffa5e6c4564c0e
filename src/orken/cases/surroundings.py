"""What a procedure may name in this installation, or beside it in the folder of a pack."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from orken.cases.extension import effect, fact, stage_kind
from orken.cases.models import ProcedureVersion
from orken.cases.procedure.naming import Surroundings
from orken.parties.facts import possible_organisation_facts
from orken.parties.models import Role
from orken.rulebook.lists import list_names, read_list
from orken.rulebook.packs import pack_in_use
from orken.rulebook.parameters import ParameterBook
from orken.rulebook.queries import parameter_book
from orken.rulebook.reach import Kind, Possible

_KINDS: Final[Mapping[str, Kind]] = {
    "bool": "flag",
    "int": "number",
    "Money": "number",
    "str": "text",
    "date": "day",
}


def installed_surroundings() -> Surroundings:
    versions = ProcedureVersion.objects.filter(retirement=None)
    appeals = {version.code for version in versions if version.definition.decides_appeals}
    return surroundings(list_codes(pack_in_use()), parameter_book(), appeals)


def surroundings(
    lists: Mapping[str, Collection[str]], parameters: ParameterBook, appeals: Collection[str] = ()
) -> Surroundings:
    """Lists and parameters from where they are wanted; facts, effects and roles are those of the installed rooms."""
    return Surroundings(
        organisation_facts=possible_organisation_facts(lists),
        domain_facts={name: _possible_domain_fact(name) for name in fact},
        effects=set(effect),
        stage_kinds=set(stage_kind),
        roles=Role.values,
        lists=lists,
        parameters=parameters,
        appeals=appeals,
    )


def list_codes(pack: Path) -> dict[str, Collection[str]]:
    """Every list of the pack with its codes."""
    return {name: [item.code for item in read_list(pack, name)] for name in list_names(pack)}


def _possible_domain_fact(name: str) -> Possible | None:
    """From what the domain's function says that it returns."""
    returned = fact[name].__annotations__.get("return")
    kind = _KINDS.get(getattr(returned, "__name__", str(returned)).removesuffix(" | None"))
    return None if kind is None else Possible(kind)
