"""What the `options` of a connection would set, read as the server reads them.

PostgreSQL splits the text at white space, a backslash taking the next character as it is (pg_split_opts in
src/backend/utils/init/postinit.c), and then reads `-c name=value`, `-cname=value` and `--name=value`, a dash in a
name standing for an underscore (ParseLongOption in src/backend/utils/misc/guc.c). Its other switches decide nothing
a user of a URL could want.
"""

from __future__ import annotations

import re

# How long, how much memory, which plan, how dates look: nothing that changes where a statement goes, what a name
# means, who runs it, or whether a constraint holds.
_HARMLESS = """
    application_name backend_flush_after bytea_output client_connection_check_interval client_encoding
    client_min_messages commit_delay commit_siblings constraint_exclusion cpu_index_tuple_cost cpu_operator_cost
    cpu_tuple_cost cursor_tuple_fraction datestyle deadlock_timeout default_statistics_target
    default_transaction_deferrable default_transaction_isolation effective_cache_size effective_io_concurrency
    extra_float_digits from_collapse_limit geqo geqo_threshold hash_mem_multiplier
    idle_in_transaction_session_timeout idle_session_timeout intervalstyle jit join_collapse_limit lock_timeout
    log_duration log_min_duration_statement log_statement logical_decoding_work_mem maintenance_io_concurrency
    maintenance_work_mem max_parallel_maintenance_workers max_parallel_workers max_parallel_workers_per_gather
    parallel_setup_cost parallel_tuple_cost plan_cache_mode random_page_cost seq_page_cost statement_timeout
    synchronous_commit tcp_keepalives_count tcp_keepalives_idle tcp_keepalives_interval tcp_user_timeout temp_buffers
    timezone track_activities transaction_timeout vacuum_cost_delay wal_skip_threshold work_mem
"""
HARMLESS = frozenset(_HARMLESS.split())
_PLANNER = re.compile(r"enable_[a-z_]+")
_SPACE = " \t\n\v\f\r"


def refused_options(options: str) -> list[str]:
    """Every setting that is not known to be harmless, and every word that is no setting; empty means none.

    >>> refused_options("-c statement_timeout=5s --Work-Mem=8MB"), refused_options(r"-c search\\_path=x")
    ([], ['search_path'])
    """
    refused = []
    words = iter(split_options(options))
    for word in words:
        said = word
        if word == "-c":
            said = next(words, "")
        elif word.startswith(("-c", "--")):
            said = word[2:]
        else:
            refused.append(repr(word))
            continue
        name, equals, _ = said.partition("=")
        name = name.replace("-", "_").lower()
        if not equals:
            refused.append(repr(word if said == word[2:] else f"-c {said}"))
        elif name not in HARMLESS and not _PLANNER.fullmatch(name):
            refused.append(name if re.fullmatch(r"[a-z_][\w.$]*", name) else repr(name))
    return refused


def split_options(options: str) -> list[str]:
    """The words of `options`, backslashes resolved."""
    words: list[str] = []
    word: list[str] | None = None
    characters = iter(options)
    for character in characters:
        if character in _SPACE:
            if word is not None:
                words.append("".join(word))
            word = None
            continue
        word = [] if word is None else word
        # A backslash at the very end stands for nothing.
        word.append(next(characters, "") if character == "\\" else character)
    return words if word is None else [*words, "".join(word)]


def chooses_project(options: str) -> bool:
    """Whether Supabase's pooler would take the project from here: `reference=` as a setting or a bare word."""
    plain = "".join(split_options(options)).lower()
    return "reference" in plain or "reference" in options.lower()
