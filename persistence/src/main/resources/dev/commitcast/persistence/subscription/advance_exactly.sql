-- The same in the transaction of a handler, which must know from where it moves on: should an earlier
-- transaction turn out to have been committed after all, this one changes nothing and is rolled back.
-- From here on the row is locked. Should the client freeze before it commits, the server ends its
-- session, so that another can take the partition.
-- Parameters: 1 epoch; 2 version; 3 name; 4 partition; 5 fence; 6 the checkpoint so far; 7 milliseconds
-- that the session may be idle before its commit.
UPDATE ${log}.subscriptions AS s
SET epoch = ?, checkpoint = ?, attempts = 0, attempts_of = 0, retry_at = NULL, last_error = NULL,
    updated_at = clock_timestamp()
WHERE s.name = ? AND s.partition = ? AND s.fence = ? AND s.checkpoint = ?
RETURNING s.checkpoint, set_config('idle_in_transaction_session_timeout', ?, true)
