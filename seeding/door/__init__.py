"""The way to a database: which one a profile means, whether it may be written to, and the connection.

`open_door` is what everything that reads a schema or writes rows goes through; `report`, `mark`, `protect` and
`contents` are the commands about the door itself.
"""

from seeding.door.contents import contents
from seeding.door.mark import mark
from seeding.door.opening import Door, open_door, policy_of
from seeding.door.protect import protect
from seeding.door.report import report

__all__ = ["Door", "contents", "mark", "open_door", "policy_of", "protect", "report"]
