"""One command a file; here, the sections of `seed --help`. Profiles join the first one by themselves."""

from seeding.cli.commands.check import check
from seeding.cli.commands.clean import clean
from seeding.cli.commands.drift import drift
from seeding.cli.commands.export import export
from seeding.cli.commands.guard import guard
from seeding.cli.commands.init import init
from seeding.cli.commands.learn import learn
from seeding.cli.commands.mark import mark
from seeding.cli.commands.new import new
from seeding.cli.commands.plan import plan
from seeding.cli.commands.preflight import preflight
from seeding.cli.commands.protect import protect
from seeding.cli.commands.rehearse import rehearse
from seeding.cli.commands.report import report
from seeding.cli.commands.rls import rls
from seeding.cli.commands.stop import stop

COMMANDS = {
    "Fill": (plan, export, clean, stop),
    "Guard": (guard, mark, protect),
    "Schema": (init, new, check, rls, rehearse, drift, preflight),
    "Learn": (learn, report),
}

__all__ = ["COMMANDS"]
