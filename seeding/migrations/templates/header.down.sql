-- Purpose: takes back {{file}}.
-- Author:  {{author}}
-- Date:    {{date}}
--
-- Run by hand or by a rehearsal, never by `supabase db push`. Every statement can be run twice.

