"""What triggers do with other tables, as their functions say it."""

from __future__ import annotations

import pytest

from seeding.schema import Attribute, Name, Table, Trigger, Type, TypeKind
from seeding.schema.trigger_tables import passed_on

BASE = Name("public", "vessel")
MADE = "CREATE TRIGGER t BEFORE INSERT ON public.ferry FOR EACH ROW EXECUTE FUNCTION public.f()"
MANY = ", ".join(f"a_rather_long_column_{n}" for n in range(60))


def _ferry(body: str) -> Table:
    trigger = Trigger("t", MADE, Name("public", "f"), ("INSERT",), "BEFORE", body=body)
    text = Type("text", "pg_catalog", TypeKind.BASE, "text")
    names = ("id", "sign", "Name")
    return Table(Name("public", "ferry"), tuple(Attribute(c, text, nullable=True) for c in names), triggers=(trigger,))


@pytest.mark.parametrize(
    ("body", "passed"),
    [
        ("insert into vessel (id, mark) values (new.id, new.sign);", {"id": "id", "mark": "sign"}),
        ('insert into public."vessel"(id,"Title") values (new.id, NEW."Name")', {"id": "id", "Title": "Name"}),
        ("insert into vessel (id, at) values (new.id, coalesce(new.sign, 'x, y'))", {"id": "id"}),
        ("insert into vessel values (new.id);", {}),
        ("insert into vessel (id) select new.id;", {}),
        ("insert into other (id) values (new.id);", {}),
        (f"insert into vessel ({MANY}) select {MANY} from somewhere;", {}),
    ],
)
def test_what_is_passed_on_as_it_is(body: str, passed: dict[str, str]) -> None:
    assert passed_on(_ferry(f"begin {body} return new; end"), BASE) == passed
