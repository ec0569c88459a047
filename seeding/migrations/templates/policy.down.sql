{{kept}}drop policy if exists "{{policy}}" on {{place}};
