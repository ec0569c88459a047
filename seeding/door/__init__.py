"""The way to a database: which one a profile means, whether it may be written to, and the connection.

`opening` is what everything that reads a schema or writes rows goes through; `report`, `mark`, `protect` and
`contents` are the commands about the door itself; `again` knows a run that has nothing to do.
"""
