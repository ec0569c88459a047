"""How far numbers that checks order lie from each other."""

from __future__ import annotations

from decimal import Decimal


def _rows(rows_of, found, *names: str) -> list[tuple]:
    columns = {name: made.generator for name, made in found.items()}
    return list(zip(*(rows_of(columns, name, 300) for name in names), strict=True))


def test_a_fee_is_a_small_part_of_the_amount(guess, rows_of) -> None:
    found = guess(
        "amount numeric(12,2)", "fee numeric(12,2)", checks={"((fee >= 0) AND (fee <= amount))": "fee amount"}
    )
    for amount, fee in _rows(rows_of, found, "amount", "fee"):
        assert 0 <= fee <= amount * Decimal("0.035") + Decimal("0.01")


def test_a_highest_salary_is_not_a_few_more_than_the_lowest(guess, rows_of) -> None:
    found = guess("salary_min int", "salary_max int", checks={"(salary_max >= salary_min)": "salary_min salary_max"})
    gaps = [high - low for low, high in _rows(rows_of, found, "salary_min", "salary_max")]
    assert min(gaps) >= 0
    assert sorted(gaps)[150] > 5000


def test_a_fee_that_must_be_above_nothing_only_keeps_its_place(guess, rows_of) -> None:
    checks = {"((fee > 0) AND (fee <= amount))": "fee amount", "(amount > 0)": "amount"}
    found = guess("amount numeric(12,2)", "fee numeric(12,2)", checks=checks)
    assert all(fee <= amount for amount, fee in _rows(rows_of, found, "amount", "fee"))
