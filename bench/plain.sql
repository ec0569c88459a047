-- Two tables as many applications have them: few checks, the usual keys, three more indexes. The example's own tables
-- have twenty-three checks, six of them regular expressions, which cost every loader the same and hide what differs.
create table public.users (
  id uuid primary key default gen_random_uuid(),
  email text not null unique,
  full_name text not null,
  role text not null default 'customer' check (role in ('customer', 'admin')),
  created_at timestamptz not null default now()
);

create table public.profiles (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null unique references public.users (id) on delete cascade,
  title text,
  skills text[] not null default '{}',
  languages text[] not null default '{}',
  preferences jsonb not null default '{}',
  salary_min integer,
  salary_max integer check (salary_max >= salary_min),
  status text not null default 'open' check (status in ('open', 'closed')),
  updated_at timestamptz not null default now()
);

create index on public.profiles (status, salary_min);
create index on public.profiles (updated_at);
create index on public.profiles (title);
