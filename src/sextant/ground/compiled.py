"""
Queries written once: building a rich query and turning it into SQL costs many times what the database takes to answer it.

A `Compiled` query is an ordinary queryset in which `Given` stands for each value known only when it is asked. Its SQL is written the
first time, once per process and kind of database, and asked again with other values. Nothing that was read is kept.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)

NO_ROW = UUID(int=0)
"""The key of no row, for a query that is asked without the row it could name."""


class Given(Expression):
    """A value of a compiled query: `name` is what it is given as, `output_field` a field of its kind. It is never NULL."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the place of the value; the expression itself stands for it until the query is asked."""
        return "%s", (self,)


class Compiled:
    """
    A query that `build` makes, as `values_list(...)`; it holds no row.

    >>> from django.db.models import CharField
    >>> from django.contrib.contenttypes.models import ContentType
    >>> query = Compiled(lambda: ContentType.objects.filter(app_label=Given("room", CharField())).values_list("model"))
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self.build = build
        self._written: dict[str, tuple[str, tuple[Any, ...], Mapping[int, tuple[list[Any], Any]]]] = {}

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values (one query)."""
        if connection.vendor not in self._written:
            self._written[connection.vendor] = self._write()
        sql, places, converters = self._written[connection.vendor]
        values = [_prepared(place, given) if isinstance(place, Given) else place for place in places]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found = cursor.fetchall()
        return [_converted(row, converters) for row in found]

    def _write(self) -> tuple[str, tuple[Any, ...], Mapping[int, tuple[list[Any], Any]]]:
        compiler = self.build().query.get_compiler(connection=connection)
        sql, places = compiler.as_sql()
        return sql, tuple(places), compiler.get_converters([column for column, *_rest in compiler.select])


class CompiledObjects(Generic[M]):
    """
    A compiled query whose rows are objects of `model`, each new; the fields `without` are read when somebody asks for them.

    `joined` names what is read with each object, as `select_related` does: foreign keys that are never NULL, the nearest first.
    """

    def __init__(
        self, model: type[M], build: Callable[[], QuerySet[M]], *, without: Collection[str] = (), joined: Sequence[str] = ()
    ) -> None:
        self._parts = [("", *_columns(model, "", without)), *((path, *_columns(model, path, without)) for path in joined)]
        columns = [f"{path}__{name}" if path else name for path, _model, names in self._parts for name in names]
        self._query = Compiled(lambda: build().values_list(*columns))

    def rows(self, **given: Any) -> list[M]:
        """Return the objects for these values (one query)."""
        return [self._object(row) for row in self._query.rows(**given)]

    def first(self, **given: Any) -> M | None:
        """Return the first of them, None where there is none."""
        return next(iter(self.rows(**given)), None)

    def _object(self, row: tuple[Any, ...]) -> M:
        made: dict[str, Any] = {}
        start = 0
        for path, model, names in self._parts:
            made[path] = model.from_db(connection.alias, names, row[start : start + len(names)])
            start += len(names)
            if path:
                above, _, name = path.rpartition("__")
                setattr(made[above], name, made[path])
        found: M = made[""]
        return found


def _columns(model: type[Model], path: str, without: Collection[str]) -> tuple[type[Model], list[str]]:
    """Return the model at the end of `path` and the names of its columns, but those that are left out."""
    for name in path.split("__") if path else ():
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    left_out = {name.removeprefix(f"{path}__") for name in without if name.rpartition("__")[0] == path}
    return model, [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]


def _prepared(place: Given, given: Mapping[str, Any]) -> Any:
    value = given[place.name]
    if value is None:
        raise ValueError(f"{place.name} is NULL, which equals nothing: ask another query.")
    return place.output_field.get_db_prep_value(value, connection)


def _converted(row: tuple[Any, ...], converters: Mapping[int, tuple[list[Any], Any]]) -> tuple[Any, ...]:
    values = list(row)
    for place, (functions, expression) in converters.items():
        for function in functions:
            values[place] = function(values[place], expression, connection)
    return tuple(values)
