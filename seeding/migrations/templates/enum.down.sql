-- Refused while a column is of this type: take that back first.
drop type if exists {{place}};
