"""The next row made by hand finds a free key."""

from __future__ import annotations


def test_sequences_stand_after_the_keys_and_never_go_back(run, make, by_hand):
    run(make(metrics=10))
    by_hand.execute("select setval('metrics_id_seq', 500)")
    run(make(metrics=5, seed=3))
    assert by_hand.execute("select nextval('metrics_id_seq')").fetchone() == (501,)
    assert by_hand.execute("select nextval('orders_id_seq')").fetchone() == (61,)
