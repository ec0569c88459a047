-- Purpose: takes back 20250706090500_business_metrics.sql.
-- Author:  The Seed maintainers
-- Date:    2025-07-06
--
-- Run by hand or by a rehearsal, never by `supabase db push`. Every statement can be run twice.

-- The rows go with the table: make sure that a backup has those you need.
drop table if exists public.business_metrics;
