-- The channels of a user, by the chat's memberships. None at all unless every change of a membership
-- is an event: without these nobody would notice that one ends. Parameters: the user.
SELECT m.channel_id
FROM ${app}.channel_members AS m
WHERE m.user_id = ?
  AND EXISTS (
      SELECT FROM ${log}.watches AS w
      WHERE w.relation = '${app}.channel_members'::regclass
        AND w.when_changed IS NULL
        AND w.operations @> '{INSERT,UPDATE,DELETE,TRUNCATE}')
