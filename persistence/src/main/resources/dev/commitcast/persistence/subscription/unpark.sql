-- A replayed event has been handled. The partition's row is locked, so that nobody can take the lease
-- before the handler's transaction, of which this may be a part, has ended. Should the client freeze
-- before it commits, the server ends its session.
-- Parameters: 1 name; 2 partition; 3 fence; 4 name; 5 partition; 6 version; 7 milliseconds that the
-- session may be idle before its commit.
WITH held AS (
    SELECT FROM ${log}.subscriptions AS s
    WHERE s.name = ? AND s.partition = ? AND s.fence = ?
    FOR UPDATE
)
DELETE FROM ${log}.parked_events AS p
WHERE p.subscription = ? AND p.partition = ? AND p.version = ? AND EXISTS (SELECT FROM held)
RETURNING p.version, set_config('idle_in_transaction_session_timeout', ?, true)
