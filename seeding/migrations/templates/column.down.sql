set local lock_timeout = '5s';

-- What was written to the column since goes with it.
alter table {{place}} drop column if exists {{column}};
