-- What clients that were offline push, and what moves in and out in bulk.

-- Pushed events that met another one at their stream, where their type asks for a person to
-- decide. Rows stay after the decision: they say why an event is in the log or is not.
CREATE TABLE ${log}.sync_reviews (
    id             bigint      NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- the pushed event, as it came
    event_id       text        NOT NULL,
    stream_id      text        NOT NULL,
    event_type     text        NOT NULL,
    data           jsonb,
    metadata       jsonb,
    -- up to which version its author knew the log
    base           bigint      NOT NULL,
    -- the event that came between; without a version if it was not sequenced yet
    winner_id      text        NOT NULL,
    winner_version bigint,
    received_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- null while it is open
    decision       text,
    decided_at     timestamptz,
    decided_by     text,
    note           text,
    CONSTRAINT sync_reviews_event_key UNIQUE (event_id),
    CONSTRAINT sync_reviews_decision_check CHECK (decision IN ('append', 'replace', 'discard')),
    CONSTRAINT sync_reviews_decided_check CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CONSTRAINT sync_reviews_note_check CHECK (length(note) <= 2000)
);

CREATE INDEX sync_reviews_open_idx ON ${log}.sync_reviews (id) WHERE decision IS NULL;

COMMENT ON TABLE ${log}.sync_reviews IS
    'Pushed events in conflict, until somebody decides; and what was decided.';

-- Imports: how far they came, so that one that was interrupted goes on from there.
CREATE TABLE ${log}.transfers (
    id          text        NOT NULL PRIMARY KEY,
    format      text        NOT NULL,
    -- what people call it, such as the file's name
    name        text        NOT NULL,
    -- of the beginning of its content: by this an interrupted import is found again
    fingerprint text        NOT NULL,
    -- of its content up to the place: if that is another now, the import begins anew
    digest      text        NOT NULL DEFAULT '',
    state       text        NOT NULL,
    -- where to go on: bytes of a text, versions of a table
    place       bigint      NOT NULL DEFAULT 0,
    -- the line or row that was read last
    line        bigint      NOT NULL DEFAULT 0,
    -- the end of the places
    size        bigint      NOT NULL,
    added       bigint      NOT NULL DEFAULT 0,
    repeated    bigint      NOT NULL DEFAULT 0,
    faulty      bigint      NOT NULL DEFAULT 0,
    -- the first of what could not be taken, with line and reason
    faults      jsonb       NOT NULL DEFAULT '[]'::jsonb,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT transfers_format_check CHECK (format IN ('jsonl', 'sqlite')),
    CONSTRAINT transfers_state_check
        CHECK (state IN ('running', 'done', 'stopped', 'cancelled', 'failed'))
);

CREATE INDEX transfers_fingerprint_idx ON ${log}.transfers (fingerprint, started_at);
CREATE INDEX transfers_started_at_idx ON ${log}.transfers (started_at);

COMMENT ON TABLE ${log}.transfers IS 'Imports, running and past, with how far they came.';
