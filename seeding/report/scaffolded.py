"""What a person reads after `seed init`: what was written, what was left, what nobody could decide."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from seeding.report.cells import pad, visible
from seeding.report.style import Style
from seeding.report.words import listed, plural

if TYPE_CHECKING:
    from seeding.report.result import InitResult
    from seeding.scaffold.files import Scaffold

_MOST = 12
_SECRETS = {
    "STAGING_DATABASE_URL": "staging, which profiles/staging.toml lists and seed mark has marked",
    "PRODUCTION_DATABASE_URL": "production, as a role without a privilege on any table: for drift",
    "DRIFT_WEBHOOK": "optional: where a chat takes the summary of a drift",
}


def scaffold_text(result: InitResult, *, style: Style, room: int) -> list[str]:
    """Lines for a scaffold."""
    done = result.scaffold
    lines = [f"read the schema of {visible(result.destination.shown)} ({visible(result.destination.why)})", ""]
    lines += _files("wrote", [visible(path.as_posix()) for path in done.written])
    kept = [visible(path.as_posix()) for path in done.kept]
    if done.declared:
        kept.insert(0, f"the factories of {plural(done.declared, 'table')}")
    lines += _files("left as it is", kept)
    if not done.tables:
        lines += ["the database has no table yet: apply your migrations, then run this again for the factories", ""]
    lines += _undecided(result, style)
    lines += [f"note: {visible(note)}" for note in done.notes]
    if not done.written:
        return [*lines, f"{style.green('done:')} nothing to write, everything is there"]
    # What only this command line named, the next one would not find.
    again = " --url … (or set LOCAL_DATABASE_URL)" if result.destination.why == "--url" else ""
    return [*lines, f"{style.green('done:')} {plural(len(done.written), 'file')}; next: seed plan local{again}"]


def workflows_text(done: Scaffold, *, style: Style) -> list[str]:
    """Lines for workflows: files, and the secrets that somebody must give them."""
    lines = _files("wrote", [path.as_posix() for path in done.written])
    lines += _files("left as it is", [path.as_posix() for path in done.kept])
    if not done.written:
        return [*lines, f"{style.green('done:')} nothing to write, everything is there"]
    lines.append("secrets to set in the repository (Settings > Secrets and variables > Actions):")
    lines += [f"  {pad(name, 23)}  {what}" for name, what in _SECRETS.items()]
    return [*lines, "", f"{style.green('done:')} {plural(len(done.written), 'workflow')}; edit them, then commit"]


def workflows_json(done: Scaffold) -> dict[str, Any]:
    """The same for machines."""
    return {
        "written": [path.as_posix() for path in done.written],
        "kept": [path.as_posix() for path in done.kept],
        "secrets": list(_SECRETS),
    }


def _files(what: str, names: list[str]) -> list[str]:
    if not names:
        return []
    made = [name for name in names if name.startswith("factories/")]
    others = [f"  {name}" for name in names if name not in made]
    more = [f"  … and {len(made) - _MOST} more in factories/"] * (len(made) > _MOST)
    return [f"{what}:", *others, *(f"  {name}" for name in made[:_MOST]), *more, ""]


def _undecided(result: InitResult, style: Style) -> list[str]:
    """First what may make rows invalid; then how many columns are guesses, and where to find them."""
    open_ = [u for u in result.scaffold.undecided if not u.sure]
    guesses = Counter(u.table for u in result.scaffold.undecided if u.sure)
    lines = []
    if open_:
        lines.append(style.yellow(f"{plural(len(open_), 'column')} to decide, marked in the files:"))
        lines += [f"  {visible(u.table)}.{visible(u.column)}: {visible(u.why)}" for u in open_[:_MOST]]
        lines += [f"  … and {len(open_) - _MOST} more"] * (len(open_) > _MOST)
        lines.append("")
    if guesses:
        columns = plural(sum(guesses.values()), "column")
        where = listed([visible(table) for table, _ in guesses.most_common()], 4)
        lines += [f"{columns} guessed from the type alone, valid but perhaps not believable: {where}", ""]
    return lines
