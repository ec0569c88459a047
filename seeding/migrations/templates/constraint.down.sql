set local lock_timeout = '5s';

alter table {{place}} drop constraint if exists {{constraint}};
