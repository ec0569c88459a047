"""Numbers and moments that follow from their neighbours."""

from __future__ import annotations

import numpy as np
import pytest

from seeding.columns import arrays
from seeding.columns.rows import TableRows, World
from seeding.errors import FactoryError
from seeding.infer.generators.reckoned import Reckoned

COUNT = 300


def table(found) -> dict[str, list]:
    columns = {name: inferred.generator for name, inferred in found.items()}
    world = World(seed=3, tables={"public.t": TableRows("public.t", columns, 0, COUNT)})
    rows = world.rows("public.t", np.arange(COUNT, dtype=np.int64))
    return {name: arrays.to_python(arrays.decode(rows.column(name))) for name in columns}


def comparable(value) -> str | float:
    return str(value) if hasattr(value, "isoformat") else float(value)


@pytest.mark.parametrize(
    ("columns", "low", "high"),
    [
        (("price_excl_tax numeric(12,2)", "price_incl_tax numeric(12,2)"), "price_excl_tax", "price_incl_tax"),
        (("incl_tax numeric(12,2)", "excl_tax numeric(12,2)"), "excl_tax", "incl_tax"),
        (("betrag_netto numeric(9,2)", "betrag_brutto numeric(9,2)"), "betrag_netto", "betrag_brutto"),
        (("subTotal int", "subTotalWithTax int"), "subTotal", "subTotalWithTax"),
        (("sub_total numeric(12,4)", "sub_total_incl_tax numeric(12,4)"), "sub_total", "sub_total_incl_tax"),
        (("sub_total numeric", "sub_total_with_discount numeric"), "sub_total_with_discount", "sub_total"),
        (("shipping int", "shipping_with_tax int"), "shipping", "shipping_with_tax"),
        (("value_min numeric(30,9)", "value_max numeric(30,9)"), "value_min", "value_max"),
        (("max_order_qty int", "min_order_qty int"), "min_order_qty", "max_order_qty"),
        (("order_qty int", "received_qty numeric(8,2)"), "received_qty", "order_qty"),
        (("list_price numeric", "standard_cost numeric"), "standard_cost", "list_price"),
        (("price int", "sale_price int"), "sale_price", "price"),
        (("start_time time", "end_time time"), "start_time", "end_time"),
        (("date_created timestamptz", "date_merged timestamptz"), "date_created", "date_merged"),
        (("order_date timestamp", "due_date timestamp"), "order_date", "due_date"),
        (("scheduled_start_date date", "actual_start_date date"), "scheduled_start_date", "actual_start_date"),
        (("start_date date", "modified_date timestamp"), "start_date", "modified_date"),
    ],
)
def test_one_is_never_above_the_other(guess, columns, low: str, high: str) -> None:
    made = table(guess(*columns))
    pairs = [
        (str(a), str(b)) if hasattr(a, "isoformat") else (float(a), float(b))
        for a, b in zip(made[low], made[high], strict=True)
    ]
    assert all(a <= b for a, b in pairs)
    assert any(a < b for a, b in pairs)


def test_a_lines_total_is_its_price_times_its_quantity(guess) -> None:
    made = table(guess("quantity int", "unit_price numeric(10,2)", "line_total numeric(14,2)"))
    assert all(q * p == t for q, p, t in zip(made["quantity"], made["unit_price"], made["line_total"], strict=True))


def test_what_is_due_is_the_sum(guess) -> None:
    found = guess("total numeric", "subtotal numeric", "tax numeric", "shipping numeric", "discount_amount numeric?")
    made = table(found)
    rows = zip(*(made[n] for n in ("total", "subtotal", "tax", "shipping", "discount_amount")), strict=True)
    assert all(max(0, s + tax + sh - (d or 0)) == t for t, s, tax, sh, d in rows)
    assert found["total"].reason == "name 'total', from subtotal, tax, shipping, discount_amount"


def test_the_tax_is_counted_once_where_the_subtotal_is_written_with_it_too(guess) -> None:
    found = guess(
        "sub_total numeric",
        "sub_total_incl_tax numeric",
        "tax_amount numeric",
        "grand_total numeric",
        "shipping_tax_amount numeric",
        "tax_amount_before_discount numeric",
    )
    assert found["grand_total"].reason == "name 'grand_total', from sub_total, tax_amount"
    assert found["tax_amount"].reason == "name 'tax_amount', from sub_total"


@pytest.mark.parametrize("type_", ["numeric", "numeric(10,2)", "int", "float8"])
def test_what_is_taken_off_in_percent_or_in_money_is_below_100(guess, type_) -> None:
    found = guess("discount_type text", f"discount_value {type_}")["discount_value"]
    assert found.reason == "name 'discount_value', a percentage or an amount as discount_type says"
    made = table({"discount_value": found})["discount_value"]
    assert 5 <= min(made) < max(made) <= 50


def test_an_id_is_no_amount(guess) -> None:
    found = guess("sub_total numeric", "shipping_address_id int", "payment_id int", "grand_total numeric")
    assert found["grand_total"].reason == "name 'grand_total', from sub_total"
    assert {repr(found[n].generator) for n in ("shipping_address_id", "payment_id")} == {
        repr(guess("customer_id int")["customer_id"].generator)
    }


def test_of_several_prices_the_one_charged_makes_the_lines_total(guess) -> None:
    found = guess("qty int", "product_price numeric", "final_price numeric", "line_total numeric")
    assert found["line_total"].reason == "name 'line_total', from final_price, qty"


def test_a_column_that_has_no_nulls_does_not_follow_from_one_that_has(guess) -> None:
    assert "Reckoned" not in repr(guess("price_excl_tax numeric?", "price_incl_tax numeric")["price_incl_tax"])


def test_nothing_passes_what_the_type_holds(guess) -> None:
    made = table(guess("quantity int", "unit_price numeric(5,2)", "line_total numeric(5,2)"))
    assert max(made["line_total"]) <= 1000


def test_an_amount_follows_from_something() -> None:
    with pytest.raises(FactoryError, match="name a column that it follows from"):
        Reckoned([], digits=2)


@pytest.mark.parametrize(
    "columns",
    [
        ("file_name text", "file_ext varchar(8)", "mime_type text"),
        ("mime_type text", "original_filename text", "extension text"),
    ],
)
def test_a_files_name_extension_and_type_agree(guess, columns) -> None:
    made = table(guess(*columns))
    types = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "txt": "text/plain", "csv": "text/csv"}
    names = made.get("file_name") or made["original_filename"]
    for name, extension, mime in zip(names, made.get("file_ext") or made["extension"], made["mime_type"], strict=True):
        assert name.endswith(f".{extension}")
        assert types[extension] == mime


def test_what_is_normalized_is_the_same(guess) -> None:
    made = table(guess("name text", "email text", "normalized_email text", "lower_name text", unique=("email",)))
    assert made["normalized_email"] == made["email"]
    assert made["lower_name"] == [name.lower() for name in made["name"]]


def test_a_continent_is_its_countrys(guess) -> None:
    made = table(guess("city text", "country text", "continent text"))
    pairs = set(zip(made["country"], made["continent"], strict=True))
    assert {("India", "Asia"), ("Brazil", "South America")} <= pairs
    assert len(pairs) == len({country for country, _ in pairs})


def test_a_continent_is_by_its_letters_where_there_is_room_for_two(guess) -> None:
    made = table(guess("country char(2)", "continent varchar(2)"))
    pairs = set(zip(made["country"], made["continent"], strict=True))
    assert {("IN", "AS"), ("BR", "SA")} <= pairs
    assert set(table(guess("continent char(2)"))["continent"]) <= {"AF", "AS", "EU", "NA", "OC", "SA"}


def test_a_vote_is_for_or_against(guess) -> None:
    assert set(table(guess("score int", name="comment_votes"))["score"]) == {1, -1}


def test_a_files_path_ends_in_its_name(guess) -> None:
    made = table(guess("name text", "file_path text", "type text", name="files"))
    assert all(path.endswith(f"/{name}") for name, path in zip(made["name"], made["file_path"], strict=True))
    assert all(
        name.endswith(".pdf") == (kind == "application/pdf")
        for name, kind in zip(made["name"], made["type"], strict=True)
    )


def test_a_documents_keys_are_what_its_name_says(guess) -> None:
    found = guess("settings jsonb", "retry_config jsonb", "permissions json", "metadata jsonb")
    shapes = {name: set(value[0]) for name, value in table(found).items()}
    assert shapes == {
        "settings": {"theme", "locale", "notify", "page_size"},
        "retry_config": {"attempts", "delay_ms", "factor"},
        "permissions": {"read", "write", "delete"},
        "metadata": {"source", "version"},
    }


def test_what_must_be_there_follows_nothing_that_need_not_be(guess) -> None:
    found = guess(
        "requested_at timestamptz?", "created_at timestamptz", "updated_at timestamptz", "closed_at timestamptz"
    )
    assert "after=('created_at', 'closed_at')" in repr(found["updated_at"].generator)
    assert "after='created_at'" in repr(found["requested_at"].generator)
    alone = guess("requested_at timestamptz?", "updated_at timestamptz")
    assert "requested_at" not in repr(alone["updated_at"].generator)


def test_updates_come_after_what_is_surely_there(guess) -> None:
    """A moment that is never NULL cannot be counted from one that may be; the other way round it can."""
    surely = guess("created_at timestamptz", "updated_at timestamptz?")
    assert "after='created_at'" in repr(surely["updated_at"].generator)
    maybe = guess("created_at timestamptz?", "updated_at timestamptz")
    assert "after=" not in repr(maybe["updated_at"].generator)
    both = guess("created_at timestamptz?", "updated_at timestamptz?")
    assert "after='created_at'" in repr(both["updated_at"].generator)


@pytest.mark.parametrize(
    ("columns", "held"),
    [
        (("total numeric(10,2)", "discount numeric(10,2)"), lambda total, less: 0 <= less <= total / 5),
        (("total numeric(10,2)", "tax numeric(10,2)"), lambda total, tax: 0 < tax < total / 5),
        (("valor_total numeric(10,2)", "desconto numeric(10,2)"), lambda total, less: 0 <= less <= total / 5),
        (("preco_venda numeric(10,2)", "preco_custo numeric(10,2)"), lambda price, cost: cost < price),
    ],
)
def test_amounts_beside_a_total_are_parts_of_it(guess, rows_of, columns, held) -> None:
    found = {name: inferred.generator for name, inferred in guess(*columns).items()}
    first, second = (column.split()[0] for column in columns)
    pairs = zip(rows_of(found, first, 300), rows_of(found, second, 300), strict=True)
    assert all(held(*pair) for pair in pairs)


def test_a_metric_is_counted_in_what_it_is_counted_in(guess, rows_of) -> None:
    check = {"(unit = ANY (ARRAY['count'::text, 'currency'::text, 'percent'::text, 'seconds'::text]))": "unit"}
    found = {n: f.generator for n, f in guess("metric_name text", "unit text", checks=check).items()}
    pairs = set(zip(rows_of(found, "metric_name", 600), rows_of(found, "unit", 600), strict=True))
    ends = {metric.rpartition("_")[2]: unit for metric, unit in pairs}
    assert (ends["revenue"], ends["rate"], ends["time"], ends["orders"]) == ("currency", "percent", "seconds", "count")
    assert all(ends[metric.rpartition("_")[2]] == unit for metric, unit in pairs)


@pytest.mark.parametrize(("length", "a_second"), [("milliseconds", 1000), ("duration_seconds", 1)])
def test_a_recording_is_as_large_as_it_is_long(guess, length: str, a_second: int) -> None:
    made = table(guess(f"{length} int", "bytes int", name="tracks"))
    rates = [size * a_second / time for size, time in zip(made["bytes"], made[length], strict=True)]
    assert all(15_000 < rate < 41_000 for rate in rates)
    assert len({round(rate, -3) for rate in rates}) == 4
