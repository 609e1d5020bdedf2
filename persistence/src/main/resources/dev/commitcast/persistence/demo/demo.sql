-- Rows to play with. Fixed keys, which the documentation names; what is there stays as it is.
BEGIN;

SET LOCAL commitcast.actor = 'demo';

INSERT INTO ${app}.users (id, auth0_id, email, username, full_name)
VALUES
  ('01JD00000000000000000000AD', 'demo|ada',   'ada@example.com',   'ada',   'Ada Lovelace'),
  ('01JD00000000000000000000GR', 'demo|grace', 'grace@example.com', 'grace', 'Grace Hopper'),
  ('01JD00000000000000000000ED', 'demo|edsger', 'edsger@example.com', 'edsger', 'Edsger Dijkstra')
ON CONFLICT DO NOTHING;

INSERT INTO ${app}.channels (id, name, description)
VALUES
  ('01JD0000000000000000GENERA', 'general', 'Everything that has no place of its own'),
  ('01JD0000000000000000RANDXM', 'random', 'Nothing in particular')
ON CONFLICT DO NOTHING;

INSERT INTO ${app}.channel_members (channel_id, user_id, role)
SELECT c.id, u.id, CASE u.username WHEN 'ada' THEN 'owner' ELSE 'member' END
  FROM ${app}.channels c
 CROSS JOIN ${app}.users u
 WHERE c.id IN ('01JD0000000000000000GENERA', '01JD0000000000000000RANDXM')
   AND u.id IN (
     '01JD00000000000000000000AD', '01JD00000000000000000000GR', '01JD00000000000000000000ED')
ON CONFLICT DO NOTHING;

INSERT INTO ${app}.merchants (id, name)
VALUES ('42', 'Salon Forty-Two')
ON CONFLICT DO NOTHING;

INSERT INTO ${app}.bookings
  (id, merchant_id, customer_id, customer_name, service, staff, starts_at, ends_at, status, price)
SELECT v.id, '42', v.customer_id, v.customer_name, v.service, v.staff,
       v.starts_at, v.starts_at + v.lasts, v.status, v.price
  FROM (
    VALUES
      ('01JD000000000000000000BK01', '01JD00000000000000000000AD', 'Ada Lovelace', 'Haircut',
       'Nia', date_trunc('day', now()) + interval '1 day 10 hours', interval '45 minutes',
       'confirmed', 38.50),
      ('01JD000000000000000000BK02', '01JD00000000000000000000GR', 'Grace Hopper', 'Massage',
       'Tom', date_trunc('day', now()) + interval '1 day 14 hours', interval '1 hour',
       'pending', 62.00)
  ) AS v (id, customer_id, customer_name, service, staff, starts_at, lasts, status, price)
 WHERE EXISTS (SELECT FROM ${app}.merchants WHERE id = '42')
ON CONFLICT DO NOTHING;

COMMIT;
