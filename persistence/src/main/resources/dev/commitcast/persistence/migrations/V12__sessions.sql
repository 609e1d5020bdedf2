-- Tickets, with which somebody who cannot send headers opens a stream, and what is not trusted any
-- more although its signature is good.
--
-- Decided here
--   * Whoever holds the database holds no ticket: only a digest of it is kept.
--   * A ticket is used up by being deleted, so one node alone wins. It lives for seconds and may be
--     lost in a crash: the table is not logged.
--   * A revocation is a row, which counts for requests from its commit on, and an event of the log,
--     which ends what is open on every node at the same place. Both or neither.
--   * Who is deleted is not let in again, whenever a token was issued; who is restored needs a token
--     that was issued later.

CREATE UNLOGGED TABLE ${log}.tickets (
    -- SHA-256 of the ticket
    digest     bytea       NOT NULL PRIMARY KEY,
    -- whom it admits
    caller     jsonb       NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT tickets_digest_check CHECK (octet_length(digest) = 32)
);

CREATE INDEX tickets_expires_at_idx ON ${log}.tickets (expires_at);

COMMENT ON TABLE ${log}.tickets IS
    'Tickets that nobody has used yet, by their SHA-256. A row goes when it is used.';

CREATE TABLE ${log}.revocations (
    id           bigint      NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- one of the two: a token, or all older tokens of a user
    token_id     text,
    user_id      text,
    -- of a user's tokens, those issued later are good
    issued_until timestamptz NOT NULL,
    -- from when on no such token can be valid anyhow; null for never
    expires_at   timestamptz,
    revoked_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason       text,
    CONSTRAINT revocations_token_key UNIQUE (token_id),
    CONSTRAINT revocations_user_key UNIQUE (user_id),
    CONSTRAINT revocations_one_of_two_check CHECK ((token_id IS NULL) <> (user_id IS NULL)),
    CONSTRAINT revocations_token_check CHECK (length(token_id) BETWEEN 1 AND 200),
    CONSTRAINT revocations_user_check CHECK (length(user_id) BETWEEN 1 AND 200),
    CONSTRAINT revocations_reason_check CHECK (length(reason) <= 500)
);

CREATE INDEX revocations_expires_at_idx ON ${log}.revocations (expires_at)
    WHERE expires_at IS NOT NULL;

COMMENT ON TABLE ${log}.revocations IS
    'Tokens that are not trusted any more, and users whose older tokens are not.';

-- Ends trust in one token, or in all tokens of a user that were issued until a moment, and says so
-- in the log. Repeating it is no fault: the later moment counts. Answers the number of the row.
CREATE FUNCTION ${log}.revoke_access(
    token_id text, user_id text, issued_until timestamptz, expires_at timestamptz, reason text
) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    until constant timestamptz := coalesce(revoke_access.issued_until, clock_timestamp());
    number bigint;
BEGIN
    -- what nobody can use any more; whoever else tidies up now does the rest
    DELETE FROM ${log}.revocations AS r
    USING (
        SELECT e.id FROM ${log}.revocations AS e
        WHERE e.expires_at < clock_timestamp() - interval '1 hour'
        ORDER BY e.expires_at LIMIT 100
        FOR UPDATE SKIP LOCKED
    ) AS old
    WHERE r.id = old.id;
    IF revoke_access.token_id IS NOT NULL THEN
        INSERT INTO ${log}.revocations AS r (token_id, issued_until, expires_at, reason)
        VALUES (revoke_access.token_id, until, revoke_access.expires_at, revoke_access.reason)
        ON CONFLICT ON CONSTRAINT revocations_token_key DO UPDATE
        SET issued_until = greatest(r.issued_until, excluded.issued_until),
            -- null lasts longest
            expires_at = CASE WHEN r.expires_at IS NULL OR excluded.expires_at IS NULL THEN NULL
                ELSE greatest(r.expires_at, excluded.expires_at) END,
            reason = coalesce(excluded.reason, r.reason)
        RETURNING r.id INTO number;
    ELSE
        INSERT INTO ${log}.revocations AS r (user_id, issued_until, expires_at, reason)
        VALUES (revoke_access.user_id, until, revoke_access.expires_at, revoke_access.reason)
        ON CONFLICT ON CONSTRAINT revocations_user_key DO UPDATE
        SET issued_until = greatest(r.issued_until, excluded.issued_until),
            expires_at = CASE WHEN r.expires_at IS NULL OR excluded.expires_at IS NULL THEN NULL
                ELSE greatest(r.expires_at, excluded.expires_at) END,
            reason = coalesce(excluded.reason, r.reason)
        RETURNING r.id INTO number;
    END IF;
    PERFORM ${log}.append(
        'commitcast-access:'
            || CASE WHEN revoke_access.token_id IS NULL THEN 'user:' ELSE 'token:' END
            || coalesce(revoke_access.token_id, revoke_access.user_id),
        'access_revoked',
        jsonb_strip_nulls(jsonb_build_object(
            'tokenId', revoke_access.token_id,
            'userId', revoke_access.user_id,
            'issuedUntil',
            to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'reason', revoke_access.reason)));
    RETURN number;
END
$$;

COMMENT ON FUNCTION ${log}.revoke_access(text, text, timestamptz, timestamptz, text) IS
    'Ends trust in a token, or in all tokens of a user that were issued until a moment.';

-- Who is deleted, softly or not, sees nothing from that commit on.
CREATE FUNCTION ${log}.follow_users() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.deleted_at IS NULL THEN
        UPDATE ${log}.revocations AS r
        SET issued_until = clock_timestamp()
        WHERE r.user_id = NEW.id AND r.issued_until > clock_timestamp();
    ELSE
        PERFORM ${log}.revoke_access(
            NULL, OLD.id, '9999-12-31 23:59:59+00', NULL, 'The user was deleted.');
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION ${log}.follow_users() FROM PUBLIC;

CREATE TRIGGER commitcast_users_access
    AFTER UPDATE OF deleted_at ON ${app}.users
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION ${log}.follow_users();

CREATE TRIGGER commitcast_users_gone
    AFTER DELETE ON ${app}.users
    FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL)
    EXECUTE FUNCTION ${log}.follow_users();

-- Nobody takes a revocation back but by the functions above.
CREATE OR REPLACE FUNCTION ${log}.owners_tables() RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '{events,log_epochs,pending_events,revocations,sequencer,streams,watches,
             created_extensions,flyway_schema_history}'::text[];
$$;
