"""Names that procedures use and domains register.

The engine knows names only. A domain registers its effects and facts in ``AppConfig.ready()``;
``cases.checks`` refuses to start when a published procedure names something that nobody registered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from orken.cases.conflict_search.grounds import Ground
    from orken.cases.models import Case, Transition
    from orken.cases.stages.kind import StageKind
    from orken.parties.models import Organisation, User
    from orken.rulebook.rules import FactValue

    Effect = Callable[[Case, Transition], None]
    Fact = Callable[[Organisation], FactValue]
    ConflictSource = Callable[[Collection[User], Collection[Organisation]], Iterable[tuple[User, Organisation, Ground]]]
    TookPart = Callable[[Case], Iterable[int]]

Named = TypeVar("Named")


class Registry(Generic[Named]):
    """Names to callables; registering a name twice is an error."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, Named] = {}

    def __call__(self, name: str) -> Callable[[Named], Named]:
        def register(entry: Named) -> Named:
            if name in self._entries:
                raise ValueError(f"The {self.kind} {name!r} is registered twice; names must be unique.")
            self._entries[name] = entry
            return entry

        return register

    def __getitem__(self, name: str) -> Named:
        if name not in self._entries:
            known = ", ".join(sorted(self._entries)) or "none"
            raise LookupError(f"No {self.kind} is registered as {name!r}; registered are: {known}.")
        return self._entries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._entries))


# What cases do in a stage of this kind; ``cases.procedure.stages`` says how each is written in a procedure.
stage_kind: Registry[StageKind] = Registry("kind of stage")

# Called inside the transition's transaction as effect(case, transition); transition.actor is who did it.
effect: Registry[Effect] = Registry("effect")

# Called with the applicant organisation; the value is read by rules under the name with "_" for ".".
fact: Registry[Fact] = Registry("fact")

# What a room knows against people taking part in cases of organisations: an expert's employer, a mentor's startup.
# Asked once for all people and organisations.
# Facts get their words with ``conflict_search.grounds.call``.
conflict_source: Registry[ConflictSource] = Registry("source of conflicts")

# Keys of the people who took part in a case in a room's own way: who read it, who voted. They decide no appeal in it.
took_part: Registry[TookPart] = Registry("record of who took part")
