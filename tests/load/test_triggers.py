"""What triggers make while rows are seeded is seeded too."""

from __future__ import annotations

from seeding.columns.key import Key, Serial
from seeding.load.fill import fill


def test_rows_that_triggers_made_are_the_runs_own(run, make, by_hand):
    by_hand.execute(
        """
        create table public.log (id bigserial primary key, user_id uuid references public.users (id), at timestamptz);
        create function public.note() returns trigger language plpgsql as
            'begin insert into public.log (user_id, at) values (new.id, now()); return new; end';
        create trigger note after insert on public.users for each row execute function public.note();
        """
    )
    run(make())
    by_hand.execute("insert into public.users (id, email) values (gen_random_uuid(), 'me@example.com')")
    result = run(make(users=10, orders=10))
    assert dict(result.stayed) == {}
    assert by_hand.execute("select count(*) from public.log").fetchone() == (11,)
    assert run(make(users=10, orders=10)).unchanged


def test_rows_that_a_trigger_made_ahead_are_adopted(by_hand, planning, connection, clearance):
    """As where a trigger on auth.users makes the profile that the plan fills as well."""
    by_hand.execute(
        """
        create table public.accounts (id uuid primary key);
        create table public.profiles (
            id uuid primary key references public.accounts (id), name text, theme text default 'light'
        );
        create function public.welcome() returns trigger language plpgsql as
            'begin insert into public.profiles (id, name) values (new.id, ''new''); return new; end';
        create trigger welcome after insert on public.accounts for each row execute function public.welcome();
        """
    )
    schema = planning.schema_of(by_hand)

    class Same(Key):
        def values(self, rows):
            return rows.at("public.accounts", rows.indices).column("id")

    def plan(seed):
        return planning.plan_of(
            schema,
            {
                "public.accounts": (20, {"id": Key()}),
                "public.profiles": (15, {"id": Same(), "name": planning.Listed(planning.EMAILS)}),
            },
            seed=seed,
        )

    for seed, mode in ((1, "replace"), (2, "replace"), (3, "append")):
        fill(connection, clearance, plan(seed), planning.cleared(plan(seed)), mode=mode)
        total = 20 if mode == "replace" else 40
        found = by_hand.execute(
            "select count(*), count(*) filter (where name = 'new'), min(theme) from public.profiles"
        )
        assert found.fetchone() == (total, total // 4, "light")


def test_rows_that_a_trigger_adds_to_a_filled_table_get_free_keys(by_hand, planning, connection, clearance):
    """As where every change is noted in a log that the plan has filled already."""
    by_hand.execute(
        """
        create table public.audit (id serial primary key, what text not null);
        create table public.jobs (id serial primary key, name text not null);
        create function public.noted() returns trigger language plpgsql as
            'begin insert into public.audit (what) values (tg_op || '' '' || new.name); return new; end';
        create trigger noted after insert on public.jobs for each row execute function public.noted();
        """
    )
    plan = planning.plan_of(
        planning.schema_of(by_hand),
        {
            "public.audit": (10, {"id": Serial(), "what": planning.Listed(planning.EMAILS)}),
            "public.jobs": (10, {"id": Serial(), "name": planning.Listed(planning.EMAILS)}),
        },
    )
    fill(connection, clearance, plan, planning.cleared(plan))
    assert by_hand.execute("select count(*), max(id) from public.audit").fetchone() == (20, 20)
