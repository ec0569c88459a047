-- Purpose: {{purpose}}
-- Author:  {{author}}
-- Date:    {{date}}
--
-- Every statement can be run twice: what exists is replaced or left alone.

