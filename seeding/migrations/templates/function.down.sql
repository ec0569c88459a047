-- Refused while a policy or a view calls it: take that back first.
drop function if exists {{place}}(uuid);
