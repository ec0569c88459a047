"""Faker in a loop, psycopg's COPY with write_row."""

import sys

import psycopg

from bench.peers.rows import PROFILE_COLUMNS, USER_COLUMNS, profile, user

url, count = sys.argv[1], int(sys.argv[2])
users = [user(n) for n in range(count)]
profiles = [profile(u) for u in users]
with psycopg.connect(url) as connection, connection.cursor() as cursor:
    for table, columns, rows in (("users", USER_COLUMNS, users), ("user_career_profiles", PROFILE_COLUMNS, profiles)):
        with cursor.copy(f"copy public.{table} ({', '.join(columns)}) from stdin") as copy:
            for row in rows:
                copy.write_row([row[c] for c in columns])
