"""factory_boy's own declarations in bulk: evaluated one object at a time, seeded by row number.

`Sequence`, `LazyAttribute`, `LazyFunction`, `SelfAttribute`, `Maybe`, `Dict`, `List`, fuzzy attributes and
sub-factories run through factory_boy's resolver, so that bulk rows are the very objects a test builds.
What has a vectorised twin is exchanged for it: `Faker` becomes a pool, a finite `Iterator` a cycle.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from factory import declarations
from factory.builder import BuildStep, Resolver
from factory.enums import BUILD_STRATEGY, BuilderPhase, get_builder_phase
from factory.faker import Faker

from seeding.columns import arrays, single
from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.columns.from_faker import FromFaker
from seeding.columns.raised import raised
from seeding.columns.rows import Rows
from seeding.errors import FactoryError, SeedingError
from seeding.factory.objects import python_array
from seeding.factory.parent import BulkBuilder, ParentObject
from seeding.factory.seeded import Seeded, kept

if TYPE_CHECKING:
    from seeding.factory.options import TableOptions

ATTRIBUTE_RESOLUTION = BuilderPhase.ATTRIBUTE_RESOLUTION
_RESOLVERS = "\0resolvers"


def vectorised(declaration: Any) -> Any:
    """The declaration's vectorised twin where it has one, else itself, seeded by row number."""
    if isinstance(declaration, Faker):
        context = dict(declaration._defaults)
        if context.get("locale") is None:
            context.pop("locale", None)
        return FromFaker(declaration.provider, **context)
    if isinstance(declaration, declarations.Iterator):
        return Cycle(declaration)
    if type(declaration) is declarations.SubFactory:
        wrapped = declaration.factory_wrapper
        return ParentObject(wrapped.factory or f"{wrapped.module}.{wrapped.name}", **declaration._defaults)
    if is_rowwise(declaration) and not isinstance(declaration, _DRAWLESS):
        return Seeded(declaration)
    return declaration


# They only copy, or seed what they hold themselves.
_DRAWLESS = (declarations.SelfAttribute, ParentObject, Seeded)


class Cycle(Column):
    """`factory.Iterator` without its state: row number *n* has element *n* modulo the length."""

    def __init__(self, iterator: declarations.Iterator, *, longest: int = 100_000) -> None:
        super().__init__()
        # factory_boy keeps the iterable only inside the builder's closure (3.3.3, declarations.Iterator).
        (cell,) = iterator.iterator_builder.__closure__
        elements = list(itertools.islice(iter(cell.cell_contents), longest + 1))
        if len(elements) > longest:
            raise FactoryError(
                f"an Iterator of more than {longest} elements cannot be generated in bulk",
                hint="use factory.Sequence(lambda n: …) for values without end",
            )
        if not elements:
            raise FactoryError("an Iterator over nothing has no values")
        self._elements = [iterator.getter(e) for e in elements] if iterator.getter else elements
        self._pool = python_array(self._elements)

    def values(self, rows: Rows) -> pa.Array:
        """Element `n mod length` for row number n."""
        return self._pool.take(pa.array(rows.indices % len(self._elements)))

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self._elements[:5]))
        return f"factory.Iterator([{shown}{', …' if len(self._elements) > 5 else ''}])"


class RowWise(Column):
    """One declaration of a factory, evaluated by factory_boy for each row."""

    rowwise = True

    def __init__(self, options: TableOptions, name: str, declaration: Any) -> None:
        super().__init__()
        self._options, self._name, self._declaration = options, name, declaration

    def values(self, rows: Rows) -> pa.Array:
        """What the resolver says for this attribute, row by row."""
        with kept(), single.use_world(rows.world):
            values = [self._value(resolver, rows) for resolver in _resolvers(self._options, rows)]
        return python_array(values)

    def _value(self, resolver: Resolver, rows: Rows) -> Any:
        try:
            return getattr(resolver, self._name)
        except SeedingError:
            raise
        except Exception as error:  # whatever a function of the user's does
            number = resolver._Resolver__step.sequence
            raise raised(f"{rows.table}.{self._name}, row number {number}", error) from error

    def __repr__(self) -> str:
        inner = self._declaration.inner if isinstance(self._declaration, Seeded) else self._declaration
        return f"factory.{type(inner).__name__}(…)"


def _resolvers(options: TableOptions, rows: Rows) -> list[Resolver]:
    """One resolver a row, shared by all row-wise columns of these rows."""
    found: list[Resolver] | None = rows._cache.get(_RESOLVERS)
    if found is None:
        found = rows._cache[_RESOLVERS] = []
        pinned = dict(_pinned(options, rows))
        for number in rows.indices.tolist():
            step = BuildStep(BulkBuilder(options, {}, BUILD_STRATEGY), number)
            step.stub = Resolver(options.pre_declarations, step, number)
            step.stub._Resolver__values.update(pinned.get(number, {}))
            found.append(step.stub)
    return found


def _pinned(options: TableOptions, rows: Rows) -> Iterator[tuple[int, dict[str, Any]]]:
    by_row: dict[int, dict[str, Any]] = {}
    for column, pins in rows.spec.pins.items():
        if len(pins.indices) and len(rows) and rows.indices.min() <= pins.indices[-1]:
            name = options.declared_name(column)
            for number, value in zip(pins.indices.tolist(), arrays.to_python(pins.values), strict=True):
                by_row.setdefault(number, {})[name] = value
    yield from by_row.items()


def is_rowwise(declaration: Any) -> bool:
    """Whether a declaration is factory_boy's own, to be run through the bridge."""
    return not isinstance(declaration, Column) and get_builder_phase(declaration) is ATTRIBUTE_RESOLUTION


def bulk_columns(options: TableOptions) -> Mapping[str, Column]:
    """A generator for every declaration that is written, by the database's column name."""
    return {
        options.column_name(name): _column(options, name, declaration)
        for name, declaration in _written(options)
        if name not in options.exclude
    }


def hidden_columns(options: TableOptions) -> Mapping[str, Column]:
    """Generators of the declarations in `Meta.exclude`, by their own name."""
    return {
        name: _column(options, name, declaration) for name, declaration in _written(options) if name in options.exclude
    }


def _written(options: TableOptions) -> Iterator[tuple[str, Any]]:
    for name, declaration in options.base_declarations.items():
        # Post-generation hooks act on objects, and rows have none; a parameter is no column.
        if get_builder_phase(declaration) in (None, ATTRIBUTE_RESOLUTION) and name not in options.parameters:
            yield name, _chosen(options, name)


def _chosen(options: TableOptions, name: str) -> Any:
    """What a declaration comes to once the traits a subclass has switched on are applied."""
    declaration = options.pre_declarations[name].declaration
    while isinstance(declaration, declarations.Maybe) and declaration is not options.base_declarations[name]:
        trait = getattr(declaration.decider, "attribute_name", None)
        if trait not in options.parameters:
            break
        on = options.base_declarations.get(trait, False)
        if get_builder_phase(on) is not None:
            break
        declaration = declaration.yes if on else declaration.no
    return declaration


def _column(options: TableOptions, name: str, declaration: Any) -> Column:
    if isinstance(declaration, Column):
        return declaration
    if isinstance(declaration, ParentObject) and declaration.table and name not in options.exclude:
        return declaration.reference()
    return RowWise(options, name, declaration) if is_rowwise(declaration) else Constant(declaration)
