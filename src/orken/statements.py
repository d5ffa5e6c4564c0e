"""Questions to the database whose words are written once for a process, and asked with other values each time.

Django takes longer to write a statement than the database to answer it. A page that everybody waits for asks a dozen of
them, always with the same words: ``Statement`` keeps them, and makes the same objects of the rows as the query would.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, Lookup, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Compiled = tuple[str, tuple[Any, ...]]
Row = TypeVar("Row", bound=Model)


class Given(Expression):
    """Stands in a query for a value that comes with each question."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, *_compiling: object, **_context: object) -> Compiled:
        return "%s", (self,)


class OneOf(Lookup):
    """A condition: the left side is among the values of an array, which may be empty and of any length."""

    lookup_name = "one_of"
    prepare_rhs = False
    output_field = BooleanField()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Compiled:
        left, before = self.process_lhs(compiler, connection)
        right, after = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*before, *after)


class Statement(Generic[Row]):
    """A query with ``Given`` values, none of which is ``None``; today, and all else that changes, is given too.

    ``written`` is called once, at the first question, when all models and registries are loaded. It is a query for
    objects, with whatever they bring (``select_related``, ``only``, annotations), but without prefetching.
    """

    def __init__(self, written: Callable[[], QuerySet[Row]]) -> None:
        self._written = written

    def ask(self, **given: object) -> list[Row]:
        """The objects, for the values by name.

        Raises
        ------
        KeyError
            A value is missing.
        """
        words = self._words
        values: list[Any] = [given[value.name] if isinstance(value, Given) else value for value in words.values]
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(words.text, values)
            rows = cursor.fetchall()
        return [words.made(row, connection) for row in rows]

    @cached_property
    def _words(self) -> _Words[Row]:
        return _Words(self._written())


class _Words(Generic[Row]):
    """The statement as text, and how its rows become objects: what ``ModelIterable`` finds out for each query."""

    def __init__(self, query: QuerySet[Row]) -> None:
        compiler = query.query.get_compiler(DEFAULT_DB_ALIAS)
        self.text, self.values = compiler.as_sql()
        assert compiler.klass_info is not None
        selected: Collection[Expression] = [column[0] for column in compiler.select]
        own = compiler.klass_info["select_fields"]
        self._own = slice(own[0], own[-1] + 1)
        self._model: type[Row] = compiler.klass_info["model"]
        self._fields = [column[0].target.attname for column in compiler.select[self._own]]
        self._related = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # the stubs are of a later Django
        self._annotations = list((compiler.annotation_col_map or {}).items())
        self._converters = list(compiler.get_converters(selected).items())

    def made(self, row: tuple[object, ...], connection: BaseDatabaseWrapper) -> Row:
        values = list(row)
        for place, (converters, expression) in self._converters:
            for converter in converters:
                values[place] = converter(values[place], expression, connection)
        found = self._model.from_db(DEFAULT_DB_ALIAS, self._fields, values[self._own])
        for related in self._related:
            related.populate(values, found)
        for name, place in self._annotations:
            setattr(found, name, values[place])
        return found
