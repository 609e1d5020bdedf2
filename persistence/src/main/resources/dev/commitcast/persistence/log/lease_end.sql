-- Takes the promise to poll back at once.
SELECT setval('${log}.awake_until', 0)
