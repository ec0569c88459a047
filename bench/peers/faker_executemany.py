"""Faker in a loop, psycopg's executemany."""

import sys

import psycopg

from bench.peers.rows import PROFILE_COLUMNS, USER_COLUMNS, profile, user

url, count = sys.argv[1], int(sys.argv[2])
users = [user(n) for n in range(count)]
profiles = [profile(u) for u in users]
with psycopg.connect(url) as connection, connection.cursor() as cursor:
    for table, columns, rows in (("users", USER_COLUMNS, users), ("user_career_profiles", PROFILE_COLUMNS, profiles)):
        slots = ", ".join(f"%({c})s" for c in columns)
        cursor.executemany(f"insert into public.{table} ({', '.join(columns)}) values ({slots})", rows)
