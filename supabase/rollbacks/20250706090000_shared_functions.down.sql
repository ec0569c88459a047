-- Purpose: takes back 20250706090000_shared_functions.sql.
-- Author:  The Seed maintainers
-- Date:    2025-07-06
--
-- Run by hand or by a rehearsal, never by `supabase db push`. Every statement can be run twice.

-- Refused while triggers and policies call them: take those back first.
drop function if exists public.set_updated_at();
drop function if exists public.is_admin();
