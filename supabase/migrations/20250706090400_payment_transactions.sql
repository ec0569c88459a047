-- Purpose: what people paid, as the payment providers report it.
-- Author:  The Seed maintainers
-- Date:    2025-07-06
--
-- Every statement can be run twice: what exists is replaced or left alone.

-- 1. Table ----------------------------------------------------------------------------------------

create table if not exists public.payment_transactions (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid not null,
    amount             numeric(12, 2) not null,
    fee                numeric(12, 2) not null default 0,
    net_amount         numeric(12, 2) not null generated always as (amount - fee) stored,
    currency           text not null default 'USD',
    status             text not null default 'pending',
    provider           text not null,
    provider_reference text not null,
    payment_method     text not null default 'card',
    description        text,
    failure_code       text,
    metadata           jsonb not null default '{}',
    paid_at            timestamptz,
    refunded_at        timestamptz,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),

    constraint payment_transactions_provider_reference_key unique (provider, provider_reference),
    -- Accounts must be kept for years, so a person with payments is closed (users.is_active), not deleted.
    constraint payment_transactions_user_id_fkey
        foreign key (user_id) references public.users (id) on delete restrict,
    constraint payment_transactions_amount_check check (amount > 0),
    constraint payment_transactions_fee_check check (fee >= 0 and fee <= amount),
    constraint payment_transactions_currency_check check (currency ~ '^[A-Z]{3}$'),
    constraint payment_transactions_status_check
        check (status in ('pending', 'succeeded', 'failed', 'refunded')),
    constraint payment_transactions_provider_check
        check (provider in ('stripe', 'razorpay', 'paypal', 'bank')),
    constraint payment_transactions_payment_method_check
        check (payment_method in ('card', 'upi', 'wallet', 'bank_transfer')),
    constraint payment_transactions_failure_code_check
        check ((status = 'failed') = (failure_code is not null)),
    constraint payment_transactions_metadata_check check (jsonb_typeof(metadata) = 'object'),
    constraint payment_transactions_paid_at_check
        check ((status in ('succeeded', 'refunded')) = (paid_at is not null) and paid_at >= created_at),
    constraint payment_transactions_refunded_at_check
        check ((status = 'refunded') = (refunded_at is not null) and refunded_at >= paid_at)
);

-- 2. Comments -------------------------------------------------------------------------------------

comment on table public.payment_transactions is 'Payments; one row an attempt, never deleted.';
comment on column public.payment_transactions.user_id is 'Who pays.';
comment on column public.payment_transactions.amount is 'What the person pays, in currency, to two decimals.';
comment on column public.payment_transactions.fee is 'What the provider keeps of the amount.';
comment on column public.payment_transactions.net_amount is 'Amount less fee; computed by the database.';
comment on column public.payment_transactions.currency is 'ISO 4217 code.';
comment on column public.payment_transactions.status is 'pending, succeeded, failed or refunded.';
comment on column public.payment_transactions.provider is 'Who handles the payment.';
comment on column public.payment_transactions.provider_reference is 'The provider''s own number for the payment.';
comment on column public.payment_transactions.payment_method is 'card, upi, wallet or bank_transfer.';
comment on column public.payment_transactions.description is 'What was bought, as shown on the receipt.';
comment on column public.payment_transactions.failure_code is 'Why it failed; set exactly when failed.';
comment on column public.payment_transactions.metadata is
    'Object: {"plan": text, "seats": number, "coupon": text | null}.';
comment on column public.payment_transactions.paid_at is 'When the money moved; set when succeeded or refunded.';
comment on column public.payment_transactions.refunded_at is 'When it was paid back; set exactly when refunded.';
comment on column public.payment_transactions.created_at is 'When the payment was started.';
comment on column public.payment_transactions.updated_at is 'When the row last changed.';

-- 3. Indexes --------------------------------------------------------------------------------------

create index if not exists payment_transactions_user_id_idx
    on public.payment_transactions (user_id, created_at desc);
create index if not exists payment_transactions_created_at_idx
    on public.payment_transactions (created_at);
create index if not exists payment_transactions_open_idx
    on public.payment_transactions (status, created_at) where status in ('pending', 'failed');

-- 4. Trigger --------------------------------------------------------------------------------------

create or replace trigger payment_transactions_set_updated_at
    before update on public.payment_transactions
    for each row execute function public.set_updated_at();

-- 5. Row level security ---------------------------------------------------------------------------

alter table public.payment_transactions enable row level security;

-- Payments are written by the server (service_role, which row level security does not hold back).
-- (select …) makes PostgreSQL call the function once a statement instead of once a row.
drop policy if exists "Payers and admins see payments" on public.payment_transactions;
create policy "Payers and admins see payments"
    on public.payment_transactions for select to authenticated
    using ((select auth.uid()) = user_id or (select public.is_admin()));

-- 6. Privileges -----------------------------------------------------------------------------------

revoke all on table public.payment_transactions from anon, authenticated;
grant select on table public.payment_transactions to authenticated;
grant all on table public.payment_transactions to service_role;
