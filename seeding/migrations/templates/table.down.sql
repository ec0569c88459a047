-- The rows go with the table: make sure that a backup has those you need.
drop table if exists {{place}};
{{drop_function}}