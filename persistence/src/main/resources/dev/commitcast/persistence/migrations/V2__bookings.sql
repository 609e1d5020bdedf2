-- The booking calendar: merchants and their bookings in schema ${app}.
--
-- Decided here
--   * A merchant's key is whatever the merchant's own system calls it (42, not a ULID): it is in the
--     room's name, merchant:42, and in tokens that others issue.
--   * A booking is deleted hard, because a calendar shows what is there and the log keeps what was.
--   * A merchant cannot be deleted while it has bookings.
--   * A customer is a name, and a key of the merchant's system if there is one: no table of ours.

CREATE TABLE ${app}.merchants (
  id         varchar(26)  PRIMARY KEY,
  name       varchar(255) NOT NULL,
  created_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- Goes into room names, so no colon, space or line break.
  CONSTRAINT merchants_id_is_plain CHECK (id COLLATE "C" ~ '^[0-9A-Za-z_-]+$')
);

COMMENT ON TABLE ${app}.merchants IS 'Businesses that take bookings; each has the room merchant:<id>.';

CREATE TABLE ${app}.bookings (
  id            varchar(26)   PRIMARY KEY,
  merchant_id   varchar(26)   NOT NULL REFERENCES ${app}.merchants (id) ON DELETE RESTRICT,
  customer_id   varchar(64),
  customer_name varchar(255)  NOT NULL,
  service       varchar(255)  NOT NULL,
  staff         varchar(255),
  starts_at     timestamptz   NOT NULL,
  ends_at       timestamptz   NOT NULL,
  status        varchar(50)   NOT NULL DEFAULT 'pending',
  price         numeric(12,2),
  notes         text,
  created_at    timestamptz   NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at    timestamptz   NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT bookings_id_is_ulid CHECK (${app}.is_ulid(id)),
  CONSTRAINT bookings_end_after_start CHECK (ends_at > starts_at),
  CONSTRAINT bookings_price_not_negative CHECK (price >= 0),
  CONSTRAINT bookings_status_known
    CHECK (status IN ('pending', 'confirmed', 'checked_in', 'completed', 'cancelled', 'no_show'))
);

COMMENT ON TABLE ${app}.bookings IS 'Who comes when for what; deleted hard.';
COMMENT ON COLUMN ${app}.bookings.status IS
  'pending, confirmed, checked_in, completed in this order; or cancelled, or no_show.';

-- A calendar asks for what overlaps a span: starts_at < its end and ends_at > its start. The first
-- index is narrow for spans long ago, the second for today and later.
CREATE INDEX bookings_by_start_idx ON ${app}.bookings (merchant_id, starts_at);
CREATE INDEX bookings_by_end_idx ON ${app}.bookings (merchant_id, ends_at);

CREATE TRIGGER merchants_touch
  BEFORE UPDATE ON ${app}.merchants
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION ${app}.touch_updated_at();

CREATE TRIGGER bookings_touch
  BEFORE UPDATE ON ${app}.bookings
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION ${app}.touch_updated_at();
