"""The user's factory: a real factory_boy factory whose declarations also fill a table in bulk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import factory
from factory.base import FactoryMetaClass
from factory.declarations import Trait
from factory.enums import BUILD_STRATEGY, CREATE_STRATEGY

from seeding.columns import reference
from seeding.columns.related import key_value
from seeding.columns.single import current_world
from seeding.errors import FactoryError
from seeding.factory import batch
from seeding.factory.many import many
from seeding.factory.options import TableOptions
from seeding.factory.quick import NOT_QUICK
from seeding.factory.row import Row
from seeding.factory.rowwise import vectorised
from seeding.factory.session import current_session

_MAKERS = ("_generate", "build", "create")  # whoever writes one of these wants every object to pass it
_RESERVED = frozenset(dir(factory.Factory))

# The last factory that named a table itself: how a reference by name finds its parent's factory.
registry: dict[str, type[TableFactory]] = {}


class _TableFactoryMeta(FactoryMetaClass):
    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        meta, params = attrs.get("Meta"), attrs.get("Params")
        own_table = getattr(meta, "table", None)
        _refuse_clashes(name, attrs, params)
        for attribute, value in list(attrs.items()):
            attrs[attribute] = vectorised(value)
        for trait in vars(params).values() if params else ():
            if isinstance(trait, Trait):
                trait.overrides = {k: vectorised(v) for k, v in trait.overrides.items()}
        if meta is not None and own_table is not None:
            meta.table = own_table if "." in own_table else f"public.{own_table}"
        new = super().__new__(mcs, name, bases, attrs)
        new.names_table = own_table is not None
        if new.names_table:
            registry[new._meta.table] = new
        return new


def _refuse_clashes(name: str, attrs: Mapping[str, Any], params: Any) -> None:
    for attribute, value in attrs.items():
        if attribute in ("Meta", "Params") or attribute.startswith("_"):
            continue
        if isinstance(value, (classmethod, staticmethod)):
            continue
        if attribute in _RESERVED:
            raise FactoryError(
                f"{name}.{attribute} hides factory_boy's method of that name",
                hint=f'declare it as "{attribute}_" and set Meta.rename = {{"{attribute}_": "{attribute}"}}',
            )
        if "__" in attribute:
            plain = attribute.replace("__", "_")
            raise FactoryError(
                f"{name}.{attribute}: factory_boy reads two underscores as a parent's attribute",
                hint=f'declare it as "{plain}" and set Meta.rename = {{"{plain}": "{attribute}"}}',
            )
        if params is not None and attribute in vars(params):
            raise FactoryError(
                f"{name}.{attribute} is both a column and a Params entry: the column would vanish",
                hint="give the parameter another name",
            )


class TableFactory(factory.Factory, metaclass=_TableFactoryMeta):
    """Rows of one table: one object for a test, or millions for a database, from the same declarations.

    `UserFactory()` and `.build()` make an object and touch no database; `.create()` inserts its row.
    Row numbers count up from 0 (in a seeded database from the first free one), one counter a table.

    `class Meta` takes `table` ("public.users"; "users" means public) and, where objects should be yours,
    `model` (a pydantic model, a dataclass or dict). Raises FactoryError for a declaration that clashes.
    """

    _options_class = TableOptions
    _meta: ClassVar[TableOptions]
    names_table: ClassVar[bool]  # whether its own Meta names the table: such a factory fills it in bulk

    class Meta:
        """Not a table itself."""

        abstract = True
        strategy = BUILD_STRATEGY

    @classmethod
    def _setup_next_sequence(cls) -> int:
        planned = current_world().tables.get(cls._meta.table or "")
        return planned.stop if planned is not None and planned.stop is not None else 0

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> Any:
        if cls._meta.abstract:
            raise FactoryError(
                f"{cls.__name__} is abstract: there is nothing it could make",
                hint='set Meta.table = "public.…" in it, or Meta.model',
            )
        waiting = batch.current_batch()
        if waiting is None:
            return cls._made(strategy, params)
        with waiting.making():
            return cls._made(strategy, params)

    @classmethod
    def _made(cls, strategy: str, params: dict[str, Any]) -> Any:
        short = cls._meta.quick
        if short is not None:
            made = short.generate(strategy, params)
            if made is not NOT_QUICK:
                return made
        return batch.Builder(cls._meta, params, strategy).build()

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        # A parent object may be given, or have been made, where its key belongs.
        for name, key in cls._meta.keys:
            if name in kwargs:
                kwargs[name] = key_value(kwargs[name], key)
        return kwargs

    @classmethod
    def _build(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        if model_class is Row:
            return Row(cls._meta.table or "", **kwargs)
        return super()._build(model_class, *args, **kwargs)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        table = cls._meta.table
        if table is None:
            raise FactoryError(
                f"{cls.__name__} has no table to create rows in", hint='set Meta.table = "public.…" in it'
            )
        given = {**dict(zip(cls._meta.inline_args, args, strict=False)), **kwargs}
        waiting = batch.current_batch()
        if waiting is not None:
            if model_class is Row:
                return waiting.wait(table, given)
            if waiting.outermost and not cls._meta.post_declarations.declarations:
                return batch.Placeholder(cls, model_class, args, kwargs, waiting.wait(table, given))
            waiting.flush()  # it may depend on any of them
        (stored,) = current_session().insert(table, [given])
        return cls._build(model_class, *args, **cls._stored(kwargs, stored))

    @classmethod
    def _stored(cls, given: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
        """What the server kept; a model with fixed fields gets only those."""
        model = cls._meta.get_model_class()
        fields = getattr(model, "model_fields", None) or getattr(model, "__dataclass_fields__", None)
        merged = {k: v for k, v in {**given, **stored}.items() if k not in cls._meta.inline_args}
        return {k: v for k, v in merged.items() if k in fields} if fields else merged

    @classmethod
    def build_batch(cls, size: int, **kwargs: Any) -> list[Any]:
        """`size` objects, made from one pass over their columns where all are generators."""
        return cls._many(BUILD_STRATEGY, size, kwargs)

    @classmethod
    def create_batch(cls, size: int, **kwargs: Any) -> list[Any]:
        """`size` created objects; their rows, and the parents' they need, go in table by table, in bulk."""
        return batch.created(lambda: cls._many(CREATE_STRATEGY, size, kwargs))

    @classmethod
    def _many(cls, strategy: str, size: int, overrides: dict[str, Any]) -> list[Any]:
        made: Any = NOT_QUICK
        if all(getattr(cls, name).__func__ is getattr(TableFactory, name).__func__ for name in _MAKERS):
            made = many(cls._meta, strategy, size, overrides)
        if made is NOT_QUICK:
            made = [getattr(cls, strategy)(**overrides) for _ in range(size)]
        instances: list[Any] = made
        return instances


def factory_of(table: str) -> type[TableFactory] | None:
    """The factory that names `table` in its own Meta, the latest where there are several."""
    return registry.get(table if "." in table else f"public.{table}")


reference.factory_of = factory_of
