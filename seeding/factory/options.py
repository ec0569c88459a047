"""What a table's factory adds to factory_boy's options: the table, its generators, its row numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factory.base import FactoryOptions, OptionDefault, _Counter
from factory.declarations import Trait

from seeding.columns.base import Column
from seeding.columns.reference import Reference
from seeding.columns.rows import TableRows, World
from seeding.factory.parent import ParentObject
from seeding.factory.row import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seeding.factory.quick import Quick

# One counter a table, whatever the factory: two factories of one table would otherwise make the same row.
_counters: dict[str, tuple[_Counter, TableOptions]] = {}


def reset_sequences() -> None:
    """Let every factory begin at its first row again, so that a test does not depend on those before it."""
    for counter, options in _counters.values():
        counter.reset(options.factory._setup_next_sequence())


class TableOptions(FactoryOptions):
    """`class Meta` of a TableFactory: factory_boy's options, and `table`."""

    table: str | None
    _counter: _Counter | None

    def _build_default_options(self) -> list[OptionDefault]:
        return [*super()._build_default_options(), OptionDefault("table", None, inherit=True)]

    def contribute_to_class(self, factory: Any, **given: Any) -> None:
        """Called by the metaclass. A trait nobody has switched on is off: factory_boy looks for it in vain."""
        super().contribute_to_class(factory, **given)
        traits = (name for name, parameter in self.parameters.items() if isinstance(parameter, Trait))
        self.pre_declarations.update({n: False for n in traits if n not in self.pre_declarations})

    def _get_counter_reference(self) -> TableOptions:
        # factory_boy shares a counter where models are related. All our rows are; tables are what counts.
        return self

    def _initialize_counter(self) -> None:
        if self._counter is not None:
            return
        if self.table is None:
            super()._initialize_counter()
            return
        if self.table not in _counters:
            _counters[self.table] = _Counter(self.factory._setup_next_sequence()), self
        self._counter = _counters[self.table][0]

    @property
    def counter(self) -> _Counter:
        """The table's row numbers, as far as objects have used them."""
        if self._counter is None:
            self._initialize_counter()
        assert self._counter is not None
        return self._counter

    def get_model_class(self) -> Any:
        """The model, or a light row object where none is given."""
        if self.model is None and self.table is not None:
            return Row
        return self.model

    def column_name(self, declared: str) -> str:
        """The database's name of a declaration; one in `Meta.exclude` keeps its own."""
        found: str = self.rename.get(declared, declared)
        return declared if declared in self.exclude else found

    def declared_name(self, column: str) -> str:
        """The declaration's name of a column in the database."""
        for declared, renamed in self.rename.items():
            if renamed == column and declared in self.base_declarations:
                return str(declared)
        return column

    @property
    def bulk_columns(self) -> Mapping[str, Column]:
        """Generators by the database's column name, row-wise declarations bridged; built once."""
        from seeding.factory.rowwise import bulk_columns

        found: Mapping[str, Column] = self._once("_bulk_columns", bulk_columns)
        return found

    @property
    def hidden_columns(self) -> Mapping[str, Column]:
        """Declarations in `Meta.exclude`: never written, there for others to derive from."""
        from seeding.factory.rowwise import hidden_columns

        found: Mapping[str, Column] = self._once("_hidden_columns", hidden_columns)
        return found

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Declarations that are a parent's key, and what that key is called there."""
        found: tuple[tuple[str, str], ...] = self._once("_keys", _keys)
        return found

    @property
    def quick(self) -> Quick | None:
        """The short way to an object, where all declarations are generators and plain values."""
        from seeding.factory.quick import quick

        found: Quick | None = self._once("_quick", quick)
        return found

    def table_rows(self, world: World) -> TableRows:
        """This factory's rows in `world`, or rows without end where the world does not have the table."""
        planned = world.tables.get(self.table or "")
        return planned if planned is not None else self._once("_alone", _alone)

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        # In another process they are those of the factory there, which is found by its name.
        return _of, (self.factory,)

    def _once(self, name: str, make: Any) -> Any:
        try:
            return self.__dict__[name]
        except KeyError:
            made = self.__dict__[name] = make(self)
            return made


def _of(factory: Any) -> TableOptions:
    options: TableOptions = factory._meta
    return options


def _keys(options: TableOptions) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, declaration.key)
        for name, declaration in options.base_declarations.items()
        if name not in options.exclude
        and (isinstance(declaration, Reference) or (isinstance(declaration, ParentObject) and declaration.table))
    )


def _alone(options: TableOptions) -> TableRows:
    name = options.table or options.factory.__name__
    return TableRows(name, {**options.hidden_columns, **options.bulk_columns})
