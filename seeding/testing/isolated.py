"""A connection on which nothing lasts: one test is one transaction, whatever the tested code does.

`commit()` and `rollback()` of the tested code work within it, on savepoints: what was committed survives the
code's own rollback, deferred constraints are checked at commit, and all of it is gone after the test.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus

from seeding.database.asking import become

_SAVEPOINT = "seed_test"
# Deferred constraints speak at commit. SET CONSTRAINTS would leave them immediate, so it is undone.
_COMMIT = f"""\
savepoint seed_check; set constraints all immediate; rollback to savepoint seed_check; release savepoint seed_check;
release savepoint {_SAVEPOINT}; savepoint {_SAVEPOINT}"""
_OTHERS = (b"3B001", b"25P01")  # no such savepoint; no transaction: it is not the test's any more
_NONE_DRAWN = b"55000"  # lastval is not yet defined in this session


class IsolatedConnection(psycopg.Connection[Any]):
    """psycopg's connection; between `begin_test` and `end_test` it keeps to one transaction."""

    _in_test = False
    # Settings of a block that asks as somebody: the tested code's own rollback does not take them away.
    standing: Mapping[str, str] | None = None

    def begin_test(self) -> None:
        """Open the test's transaction."""
        self.execute(f"savepoint {_SAVEPOINT}", prepare=False)
        self._in_test, self.standing = True, None

    def end_test(self) -> tuple[bool, bool]:
        """Undo the test. Returns whether it kept to its transaction, and whether it drew from a sequence.

        Sequences do not follow transactions. A connection that cannot be used any more is closed.
        """
        self._in_test = False
        if self.closed:
            return True, True
        if self.info.transaction_status is TransactionStatus.ACTIVE or self.pgconn.pipeline_status:
            self.close()
            return True, True
        result = self.pgconn.exec_(f"rollback to savepoint {_SAVEPOINT}; select pg_catalog.lastval()".encode())
        state = None
        if result.status != ExecStatus.TUPLES_OK:
            state = result.error_field(psycopg.pq.DiagnosticField.SQLSTATE)
        # By psycopg, which forgets prepared statements then: tables they were made for may be gone.
        super().rollback()
        if state not in (None, _NONE_DRAWN, *_OTHERS):
            self.close()
        return state not in _OTHERS, state != _NONE_DRAWN

    def commit(self) -> None:
        """Commit; in a test, keep what was done so far from the tested code's own rollback."""
        if not self._in_test or self._num_transactions:
            super().commit()
        elif self.info.transaction_status is TransactionStatus.INERROR:
            self.rollback()  # what COMMIT comes to in a failed transaction
        else:
            try:
                self.execute(_COMMIT, prepare=False)
            except psycopg.Error:
                self.rollback()
                raise

    def rollback(self) -> None:
        """Roll back; in a test, to the tested code's own last commit."""
        if not self._in_test or self._num_transactions:
            super().rollback()
        else:
            self.execute(f"rollback to savepoint {_SAVEPOINT}", prepare=False)
            if self.standing:
                become(self, self.standing, local=False)
