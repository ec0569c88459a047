"""What a pattern file may say: shares of rows, never a row.

Every column is cut into *codes*, 0, 1, 2 …: the groups of a number's or an instant's bins, a category's values
(then "other"), and last, where rows may be NULL, NULL itself. Codes are what columns depend on each other by: a
`Dependency` gives, for each code of one column, the shares of the other's codes. Shares are of rows, between 0
and 1, rounded; those of one list sum to 1 within rounding.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

VERSION = 1

Share = Annotated[float, Field(ge=0, le=1)]
Shares = tuple[Share, ...]
Scalar = bool | int | float | str | datetime.datetime | datetime.date | datetime.time


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NumberBin(_Frozen):
    """Numbers in [low, high), all alike likely; one number that many share where low and high are the same."""

    low: float
    high: float
    share: Share

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return dict(zip(("low", "high", "share"), value, strict=True)) if isinstance(value, list | tuple) else value


class TimeBin(_Frozen):
    """Instants in [low, high), all alike likely; one that many share where low and high are the same."""

    low: datetime.datetime
    high: datetime.datetime
    share: Share

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return dict(zip(("low", "high", "share"), value, strict=True)) if isinstance(value, list | tuple) else value


class _Shape(_Frozen):
    nulls: Share = 0.0
    suppressed: Annotated[int, Field(ge=0)] = 0  # values or bins left out or merged, as fewer than k people had them


class _Binned(_Shape):
    groups: tuple[int, ...] = ()  # the bin each code begins with, 0 first; none: a code of its own for every bin

    def starts(self, bins: int) -> tuple[int, ...]:
        """The first bin of each code."""
        return self.groups or tuple(range(bins))


class NumberShape(_Binned):
    """A number, an interval (seconds) or a time of day (seconds): bins of the values that are not NULL, rising.

    `step`: every value is a multiple of it (0.01, 1, 5, 1000), 0 where none is known.
    """

    kind: Literal["number"] = "number"
    bins: tuple[NumberBin, ...]
    step: Annotated[float, Field(ge=0)] = 0.0

    @property
    def codes(self) -> int:
        """How many codes there are, NULL's included."""
        return len(self.starts(len(self.bins))) + bool(self.nulls)


class Delay(_Frozen):
    """An instant is another one plus so many seconds: of the same row, or of the row `through` refers to.

    `given`: shares of the column's codes for each code of `after`, where these are not what the seconds alone make:
    late ones have less time left. Laid out as those of a `Dependency`; nobody is NULL here.
    """

    after: str  # a column of this table or, with `through`, of the table that key refers to
    through: str = ""
    bins: tuple[NumberBin, ...]
    given: tuple[Shares, ...] = ()


class TimeShape(_Binned):
    """A date or timestamp (UTC where it has no zone): bins, and how the hours of a week are used.

    `step` in seconds: 86,400 for dates. `weekday`: Monday first. `hour`: of the day in UTC.
    """

    kind: Literal["time"] = "time"
    bins: tuple[TimeBin, ...]
    step: Annotated[float, Field(ge=0)] = 0.0
    weekday: Shares = ()
    hour: Shares = ()
    delay: Delay | None = None  # where it is there, values come from it and not from the bins

    @property
    def codes(self) -> int:
        """How many codes there are, NULL's included."""
        return len(self.starts(len(self.bins))) + bool(self.nulls)


class CategoryShape(_Shape):
    """Values that at least k people share, most frequent first; the rest is `other`, of `others` distinct values.

    Also the keys of a reference table's rows in a column that refers to it. Values are what PostgreSQL prints, but
    for numbers and booleans. `listed` values are the schema's own: an enum's labels, true and false.
    """

    kind: Literal["category"] = "category"
    listed: bool = False
    values: tuple[Scalar, ...]
    shares: Shares
    other: Share = 0.0
    others: Annotated[int, Field(ge=0)] = 0  # rounded

    @model_validator(mode="after")
    def _as_many(self) -> CategoryShape:
        if len(self.values) != len(self.shares):
            raise ValueError(f"{len(self.values)} values but {len(self.shares)} shares")
        return self

    @property
    def codes(self) -> int:
        """How many codes there are: the values', other's, NULL's."""
        return len(self.values) + bool(self.other) + bool(self.nulls)


class TextShape(_Shape):
    """A text's form, never its content: characters, words, which kinds of characters, how many distinct ones."""

    kind: Literal["text"] = "text"
    lengths: tuple[NumberBin, ...]
    words: tuple[NumberBin, ...] = ()
    characters: dict[Literal["lower", "upper", "digit", "space", "punctuation", "other"], Share] = Field(
        default_factory=dict
    )
    distinct: Share = 1.0  # distinct values as a share of those that are not NULL

    @property
    def codes(self) -> int:
        """There, or NULL."""
        return 1 + bool(self.nulls)


class ArrayShape(_Shape):
    """An array: how long, and of what."""

    kind: Literal["array"] = "array"
    lengths: tuple[NumberBin, ...]
    elements: ColumnShape | None = None

    @property
    def codes(self) -> int:
        """There, or NULL."""
        return 1 + bool(self.nulls)


class JsonKey(_Frozen):
    """A key of an object: the share of objects that have it, and what is under it."""

    share: Share
    value: ColumnShape


class JsonShape(_Shape):
    """A json or jsonb value: which form it has (`objects`, else whatever it was), and an object's keys."""

    kind: Literal["json"] = "json"
    objects: Share = 1.0
    keys: dict[str, JsonKey] = Field(default_factory=dict)

    @property
    def codes(self) -> int:
        """There, or NULL."""
        return 1 + bool(self.nulls)


class OtherShape(_Shape):
    """A type of which nothing but NULLs is told: uuid, bytea, inet, geometry, keys."""

    kind: Literal["other"] = "other"

    @property
    def codes(self) -> int:
        """There, or NULL."""
        return 1 + bool(self.nulls)


ColumnShape = Annotated[
    NumberShape | TimeShape | CategoryShape | TextShape | ArrayShape | JsonShape | OtherShape,
    Field(discriminator="kind"),
]


class ReferenceShape(_Frozen):
    """A foreign key: how many children (rows of this table) the parents have.

    `children` are bins of whole numbers, both ends included, with the share of parents; `groups` make codes of them
    as a column's do. `recency` as in `seeding.columns.Reference`: whether late parents have more. `weights`: by a
    column of the parents, the share of children whose parents have each of its codes, where these have more or fewer
    children than others.
    """

    to: str
    nulls: Share = 0.0
    children: tuple[NumberBin, ...] = ()
    groups: tuple[int, ...] = ()
    recency: Share = 0.0
    weights: dict[str, Shares] = Field(default_factory=dict)


class Origin(_Frozen):
    """What a column depends on. Exactly one of three.

    `column` alone: of the same row. `through` and `column`: of the row that this foreign key (its columns, joined by
    commas) refers to. `children`: how many rows of `children` refer to this row by `through`.
    """

    column: str = ""
    through: str = ""
    children: str = ""


class Dependency(_Frozen):
    """Shares of `column`'s codes for each code of what it depends on; an empty row was suppressed: as if unknown.

    `nobody` are those of rows that refer to none by the key that it depends on a parent through.
    A column may have several, the strongest first: each is the shares of rows by two columns, and rows are made so
    that all of them come true. Never in a circle.
    """

    column: str
    on: Origin
    information: float = 0.0  # nats, rounded, why it was chosen: mutual information; of further ones what they add
    given: tuple[Shares, ...]
    nobody: Shares = ()
    same: Share = 0.0  # of rows where neither is NULL: the value is the origin's
    order: Literal["", "<=", ">="] = ""  # the value beside the origin's, in all rows but those of fewer than k people


class TableShape(_Frozen):
    """One table. `rows` are rounded to three digits."""

    rows: Annotated[int, Field(ge=0)]
    person: str = ""  # how people were counted: "rows", or the way to the people's table, key by key
    sampled: Share = 1.0  # the share of its pages that was looked at
    columns: dict[str, ColumnShape] = Field(default_factory=dict)
    references: dict[str, ReferenceShape] = Field(default_factory=dict)  # by their columns, joined by commas
    dependencies: tuple[Dependency, ...] = ()


class ReferenceRows(_Frozen):
    """A table that holds no person, declared by name, carried whole: values as PostgreSQL prints them, NULL as []."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Scalar | None, ...], ...]

    @field_validator("rows", mode="before")
    @classmethod
    def _null(cls, rows: Any) -> Any:
        return [[None if value == [] else value for value in row] for row in rows]


class Privacy(_Frozen):
    """The whole budget of differential privacy and where it went; `bound`: rows of one person that count."""

    epsilon: Annotated[float, Field(gt=0)]
    delta: Annotated[float, Field(ge=0, lt=1)] = 0.0
    bound: Annotated[int, Field(ge=1)] = 1
    split: dict[str, float] = Field(default_factory=dict)  # what was released → epsilon spent on it


class Patterns(_Frozen):
    """A whole pattern file."""

    version: Literal[1] = 1
    k: Annotated[int, Field(ge=1)] = 10
    people: tuple[str, ...] = ()
    learned: datetime.date
    as_of: datetime.datetime  # the newest data, rounded: what `as_of` of a profile stands for
    schema_version: str = ""
    privacy: Privacy | None = None
    reference: dict[str, ReferenceRows] = Field(default_factory=dict)
    tables: dict[str, TableShape] = Field(default_factory=dict)


ArrayShape.model_rebuild()
JsonKey.model_rebuild()
