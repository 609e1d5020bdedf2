-- The chat: ten tables in schema ${app}.
--
-- Decided here
--   * Keys are ULIDs, made by the application and checked by the database, so that no client can
--     guess a neighbour's key and a wrong one never gets in.
--   * Users, channels and messages are deleted softly (deleted_at); what only hangs on them is not.
--   * ON DELETE: a hard delete of a user or a channel is refused while messages name it, because a
--     conversation must not vanish with one of its speakers. What has no meaning without its parent
--     (memberships, reactions, read marks, settings, status, sync state) goes with it. A file keeps
--     its row without the message, so that the stored bytes can still be found and removed.
--   * Extensions are created where missing, and remembered, so that the roll-back removes exactly
--     those that came from here.
--   * Every name is qualified: nothing here depends on a search_path.

CREATE TABLE ${log}.created_extensions (
  name       name        NOT NULL PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);

COMMENT ON TABLE ${log}.created_extensions IS
  'Extensions that were missing before the first migration; the roll-back drops these and no others.';

-- Into public, if it is there: an extension lies in one schema for the whole database, and the
-- schema of one installation may be dropped while another still needs the extension.
DO $extensions$
DECLARE
  wanted name;
  home name := CASE
      WHEN pg_catalog.to_regnamespace('public') IS NOT NULL
        AND pg_catalog.has_schema_privilege('public', 'CREATE')
      THEN 'public'
      ELSE '${app}'
    END;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['citext', 'pgcrypto', 'uuid-ossp']::name[] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = wanted) THEN
      EXECUTE pg_catalog.format('CREATE EXTENSION %I WITH SCHEMA %I', wanted, home);
      INSERT INTO ${log}.created_extensions (name) VALUES (wanted);
    END IF;
  END LOOP;
END;
$extensions$;

-- 26 characters of Crockford's base 32; the first is at most 7, for 128 bits fill 25.6 of them.
-- A body bound at creation needs no search_path of its own, so the planner can inline it.
CREATE FUNCTION ${app}.is_ulid(candidate text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN candidate COLLATE "C" ~ '^[0-7][0-9A-HJKMNP-TV-Z]{25}$';

COMMENT ON FUNCTION ${app}.is_ulid(text) IS
  'True for a ULID in its canonical form: 26 upper-case characters without I, L, O and U.';

CREATE FUNCTION ${app}.touch_updated_at() RETURNS trigger
  LANGUAGE plpgsql
  AS $touch$
BEGIN
  NEW.updated_at := pg_catalog.now();
  RETURN NEW;
END;
$touch$;

COMMENT ON FUNCTION ${app}.touch_updated_at() IS
  'Keeps updated_at, whoever writes; a value sent by the client is overridden.';

CREATE TABLE ${app}.users (
  id         varchar(26)  PRIMARY KEY,
  auth0_id   varchar(128) UNIQUE NOT NULL,
  email      varchar(255) UNIQUE NOT NULL,
  username   varchar(255) NOT NULL,
  full_name  varchar(255),
  avatar_url text,
  created_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamptz,
  CONSTRAINT users_id_is_ulid CHECK (${app}.is_ulid(id))
);

COMMENT ON TABLE ${app}.users IS 'People; deleted softly, their e-mail address stays taken.';
COMMENT ON COLUMN ${app}.users.auth0_id IS 'Subject at the identity provider; never leaves in an event.';
COMMENT ON COLUMN ${app}.users.email IS 'Unique whatever its case; never leaves in an event.';

-- The column stays varchar(255); citext lends its comparison to the index, so A@x and a@x collide.
DO $email$
BEGIN
  EXECUTE pg_catalog.format(
    'CREATE UNIQUE INDEX users_email_any_case_key ON ${app}.users ((email::%I.citext))',
    (SELECT n.nspname
       FROM pg_catalog.pg_extension e
       JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'citext'));
END;
$email$;

CREATE INDEX users_present_username_idx ON ${app}.users (username) WHERE deleted_at IS NULL;

CREATE TABLE ${app}.channels (
  id          varchar(26)  PRIMARY KEY,
  name        varchar(255) NOT NULL,
  description text,
  created_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at  timestamptz,
  CONSTRAINT channels_id_is_ulid CHECK (${app}.is_ulid(id))
);

COMMENT ON TABLE ${app}.channels IS 'Places to talk; deleted softly.';

CREATE INDEX channels_present_name_idx ON ${app}.channels (name, id) WHERE deleted_at IS NULL;

CREATE TABLE ${app}.messages (
  id         varchar(26) PRIMARY KEY,
  channel_id varchar(26) NOT NULL REFERENCES ${app}.channels (id) ON DELETE RESTRICT,
  user_id    varchar(26) NOT NULL REFERENCES ${app}.users (id) ON DELETE RESTRICT,
  content    text        NOT NULL,
  created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamptz,
  metadata   jsonb,
  CONSTRAINT messages_id_is_ulid CHECK (${app}.is_ulid(id))
);

COMMENT ON TABLE ${app}.messages IS 'What was said; deleted softly.';

-- A channel's newest messages, as they are shown.
CREATE INDEX messages_present_by_channel_idx
  ON ${app}.messages (channel_id, created_at DESC, id DESC)
  WHERE deleted_at IS NULL;
-- What changed in a channel since a client's last sync, deletions too; serves the foreign key as well.
CREATE INDEX messages_changes_by_channel_idx ON ${app}.messages (channel_id, updated_at);
CREATE INDEX messages_by_user_idx ON ${app}.messages (user_id, created_at DESC);

CREATE TABLE ${app}.channel_members (
  channel_id varchar(26) NOT NULL REFERENCES ${app}.channels (id) ON DELETE CASCADE,
  user_id    varchar(26) NOT NULL REFERENCES ${app}.users (id) ON DELETE CASCADE,
  role       varchar(50) NOT NULL DEFAULT 'member',
  joined_at  timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (channel_id, user_id),
  CONSTRAINT channel_members_role_known
    CHECK (role IN ('owner', 'admin', 'moderator', 'member', 'guest'))
);

COMMENT ON TABLE ${app}.channel_members IS 'Who belongs to which channel, and as what.';
COMMENT ON COLUMN ${app}.channel_members.role IS
  'owner, admin and moderator run the channel in falling order of power; member writes, guest reads.';

CREATE INDEX channel_members_by_user_idx ON ${app}.channel_members (user_id, channel_id);

CREATE TABLE ${app}.reactions (
  id         varchar(26) PRIMARY KEY,
  message_id varchar(26) NOT NULL REFERENCES ${app}.messages (id) ON DELETE CASCADE,
  user_id    varchar(26) NOT NULL REFERENCES ${app}.users (id) ON DELETE CASCADE,
  emoji      varchar(50) NOT NULL,
  created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (message_id, user_id, emoji),
  CONSTRAINT reactions_id_is_ulid CHECK (${app}.is_ulid(id)),
  CONSTRAINT reactions_emoji_given CHECK (emoji <> '')
);

COMMENT ON TABLE ${app}.reactions IS 'One emoji of one user on one message, at most once.';

CREATE INDEX reactions_by_user_idx ON ${app}.reactions (user_id);

CREATE TABLE ${app}.files (
  id         varchar(26)  PRIMARY KEY,
  message_id varchar(26)  REFERENCES ${app}.messages (id) ON DELETE SET NULL,
  name       varchar(255) NOT NULL,
  type       varchar(100) NOT NULL,
  size       bigint       NOT NULL,
  url        text         NOT NULL,
  created_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT files_id_is_ulid CHECK (${app}.is_ulid(id)),
  CONSTRAINT files_size_not_negative CHECK (size >= 0)
);

COMMENT ON TABLE ${app}.files IS 'Attachments: where the bytes are. Without a message until it is posted.';
COMMENT ON COLUMN ${app}.files.type IS 'Media type, such as image/png.';

CREATE INDEX files_by_message_idx ON ${app}.files (message_id);

CREATE TABLE ${app}.user_settings (
  user_id               varchar(26) PRIMARY KEY REFERENCES ${app}.users (id) ON DELETE CASCADE,
  theme                 varchar(50) DEFAULT 'light',
  notifications_enabled boolean     DEFAULT true,
  preferences           jsonb       DEFAULT '{}'::jsonb,
  CONSTRAINT user_settings_user_id_is_ulid CHECK (${app}.is_ulid(user_id)),
  CONSTRAINT user_settings_theme_known CHECK (theme IN ('light', 'dark', 'system')),
  CONSTRAINT user_settings_preferences_are_an_object
    CHECK (pg_catalog.jsonb_typeof(preferences) = 'object')
);

COMMENT ON TABLE ${app}.user_settings IS 'How a user wants the chat to look and behave.';

CREATE TABLE ${app}.user_status (
  user_id       varchar(26) PRIMARY KEY REFERENCES ${app}.users (id) ON DELETE CASCADE,
  status        varchar(50) NOT NULL DEFAULT 'offline',
  last_seen     timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  custom_status text,
  CONSTRAINT user_status_user_id_is_ulid CHECK (${app}.is_ulid(user_id)),
  CONSTRAINT user_status_known CHECK (status IN ('online', 'away', 'busy', 'offline'))
);

COMMENT ON TABLE ${app}.user_status IS 'Who is here.';
COMMENT ON COLUMN ${app}.user_status.status IS 'busy asks not to be disturbed.';

CREATE INDEX user_status_present_idx ON ${app}.user_status (status) WHERE status <> 'offline';

CREATE TABLE ${app}.message_reads (
  message_id varchar(26) NOT NULL REFERENCES ${app}.messages (id) ON DELETE CASCADE,
  user_id    varchar(26) NOT NULL REFERENCES ${app}.users (id) ON DELETE CASCADE,
  read_at    timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (message_id, user_id)
);

COMMENT ON TABLE ${app}.message_reads IS 'Which user has read which message; what has no row is unread.';

CREATE INDEX message_reads_by_user_idx ON ${app}.message_reads (user_id, message_id);

CREATE TABLE ${app}.sync_state (
  id        varchar(26) PRIMARY KEY,
  user_id   varchar(26) NOT NULL REFERENCES ${app}.users (id) ON DELETE CASCADE,
  last_sync timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  sync_type varchar(50) NOT NULL,
  metadata  jsonb,
  CONSTRAINT sync_state_id_is_ulid CHECK (${app}.is_ulid(id)),
  CONSTRAINT sync_state_type_known
    CHECK (sync_type IN ('full', 'channels', 'messages', 'reactions', 'reads', 'status', 'settings'))
);

COMMENT ON TABLE ${app}.sync_state IS 'How far a client that was offline has caught up.';
COMMENT ON COLUMN ${app}.sync_state.sync_type IS 'Which part was brought up to date; full is all of it.';

CREATE INDEX sync_state_by_user_idx ON ${app}.sync_state (user_id, sync_type, last_sync DESC);

CREATE TRIGGER users_touch
  BEFORE UPDATE ON ${app}.users
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION ${app}.touch_updated_at();

CREATE TRIGGER channels_touch
  BEFORE UPDATE ON ${app}.channels
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION ${app}.touch_updated_at();

CREATE TRIGGER messages_touch
  BEFORE UPDATE ON ${app}.messages
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION ${app}.touch_updated_at();
