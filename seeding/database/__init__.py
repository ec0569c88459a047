"""The only place a connection is opened, and only for a `Clearance`.

`connect` opens the writing connection, `facts` reads what the guard judges by, `embedded` runs the built-in
server, `supabase` finds a real Supabase or stands in for what one provides.
"""
