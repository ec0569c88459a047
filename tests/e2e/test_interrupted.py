"""What ends a load half-way: the backend killed, the disk full, Ctrl-C. Nothing of it may remain."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from servers import without_autovacuum

# Large enough that the load is still running when it is looked for; a killed one costs nothing more.
MANY = ("--count", "200k", "--mode", "append")


def wait_for_rows(database, *, given_up: threading.Event | None = None) -> int:
    """The process id of the backend that has begun to load rows of `public.users`."""
    with database.connect() as looking:
        while given_up is None or not given_up.is_set():
            row = looking.execute(
                """
                select p.pid from pg_stat_progress_copy p
                where p.datname = current_database() and p.relid = to_regclass('public.users')
                  and p.tuples_processed > 1000
                """
            ).fetchone()
            if row is not None:
                pid: int = row[0]
                return pid
    raise AssertionError("the load ended before anybody could interrupt it")


def test_the_backend_is_killed_in_the_middle(project, seeded) -> None:
    before = seeded.snapshot()
    ended = threading.Event()

    def kill() -> None:
        pid = wait_for_rows(seeded, given_up=ended)
        seeded.rows("select pg_terminate_backend(%s)", pid)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        done = project.seed("local", "--url", seeded.url, *MANY)
    finally:
        ended.set()
        killer.join()
    assert done.code == 8
    assert "the server went away" in done.err
    assert "nothing was written" in done.err
    assert "look at its log, then run again" in done.err
    assert seeded.snapshot() == before
    assert "unchanged" in project.seed("local", "--url", seeded.url).out


@pytest.mark.parametrize("server_url", ["18"], indirect=True)
def test_ctrl_c_in_the_middle(project, seeded) -> None:
    before = seeded.snapshot()
    # A shell that runs tests in the background has them ignore SIGINT, which would be inherited.
    listening = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code = listening + "from seeding.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "local", "--url", seeded.url, *MANY]
    with subprocess.Popen(command, cwd=project.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        try:
            wait_for_rows(seeded)
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == 130
    assert err.decode().endswith("interrupted: rolled back, nothing was written\n")
    assert out == b""
    assert "Traceback" not in err.decode()
    # The server notices by itself that its client is gone.
    with seeded.connect() as looking:
        while looking.execute(
            "select count(*) from pg_stat_activity where application_name = 'seed' and datname = current_database()"
        ).fetchone() != (0,):
            pass
    assert seeded.snapshot() == before


@pytest.fixture
def small_disk(server_url: str) -> Iterator[str]:
    """A tablespace on a disk of 18 MB: a tmpfs, which only root may mount."""
    folder = Path(f"/tmp/seed-small-{os.getpid()}-{server_url.rpartition(':')[2].partition('/')[0]}")
    folder.mkdir(mode=0o755)
    mount = ["mount", "-t", "tmpfs", "-o", "size=18m,mode=0777", "tmpfs", str(folder)]
    mounted = shutil.which("mount") and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    if not mounted:
        folder.rmdir()
        pytest.skip("mounting a small disk is not permitted here")
    name = f"small_{os.getpid()}"
    try:
        with psycopg.connect(server_url, autocommit=True) as admin:
            (data,) = admin.execute("show data_directory").fetchone() or ("",)
            owner = Path(data).stat()
            (folder / "space").mkdir(mode=0o700)
            os.chown(folder / "space", owner.st_uid, owner.st_gid)
            admin.execute(f"create tablespace {name} location '{folder}/space'")
            try:
                yield name
            finally:
                # Whatever the server has left to write there, it can: else no test after this one has a checkpoint.
                subprocess.run(["mount", "-o", "remount,size=256m", folder], check=True)
                admin.execute(f"drop tablespace {name}")
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def test_the_disk_is_full(project, server_url: str, seeded_template: str, small_disk: str, harness) -> None:
    # A copy by way of the WAL leaves holes in its files, which a checkpoint would need the disk's last pages for.
    # Autovacuum of a catalog has the next session write down anew what it knows of it, or give up for want of room.
    copies = harness.make_database(server_url, f"{seeded_template} tablespace {small_disk} strategy file_copy")
    with without_autovacuum(server_url), closing(copies):
        database = next(copies)
        before = database.snapshot()
        done = project.seed("local", "--url", database.url, *MANY)
        assert done.code == 8
        assert "the server's disk is full" in done.err
        assert "nothing was written" in done.err
        assert "free space there, or load fewer rows" in done.err
        assert database.snapshot() == before
