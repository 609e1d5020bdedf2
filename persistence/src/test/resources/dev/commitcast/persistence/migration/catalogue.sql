-- Everything that a migration could leave behind, one line of text each, without OIDs.
WITH spaces AS (
  SELECT oid, nspname
    FROM pg_catalog.pg_namespace
   WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
),
from_extension AS (
  SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
)
-- rights on a schema that were given and taken leave the default ones written out
SELECT 'schema ' || nspname || ' acl '
       || coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))::text AS line
  FROM pg_catalog.pg_namespace n JOIN spaces USING (oid, nspname)
UNION ALL
SELECT 'extension ' || extname || ' ' || extversion || ' in ' || n.nspname
  FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
UNION ALL
SELECT 'relation ' || s.nspname || '.' || c.relname || ' kind ' || c.relkind::text || ' persistence '
       || c.relpersistence::text || ' options ' || coalesce(c.reloptions::text, '-')
       || ' acl ' || coalesce(c.relacl::text, '-')
  FROM pg_catalog.pg_class c JOIN spaces s ON s.oid = c.relnamespace
UNION ALL
SELECT 'column ' || s.nspname || '.' || c.relname || '.' || a.attname || ' #' || a.attnum || ' '
       || pg_catalog.format_type(a.atttypid, a.atttypmod)
       || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
       || ' generated ' || a.attgenerated::text || ' identity ' || a.attidentity::text
       || ' default ' || coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '-')
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN spaces s ON s.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'constraint ' || s.nspname || '.' || coalesce(c.relname, '-') || '.' || k.conname || ' '
       || pg_catalog.pg_get_constraintdef(k.oid)
  FROM pg_catalog.pg_constraint k
  JOIN spaces s ON s.oid = k.connamespace
  LEFT JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
UNION ALL
SELECT 'index ' || pg_catalog.pg_get_indexdef(i.indexrelid)
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN spaces s ON s.oid = c.relnamespace
UNION ALL
SELECT 'routine ' || p.oid::regprocedure::text || ' acl ' || coalesce(p.proacl::text, '-')
       || CASE WHEN p.prokind = 'a' THEN '' ELSE pg_catalog.pg_get_functiondef(p.oid) END
  FROM pg_catalog.pg_proc p
  JOIN spaces s ON s.oid = p.pronamespace
 WHERE (('pg_catalog.pg_proc'::regclass)::oid, p.oid) NOT IN (SELECT classid, objid FROM from_extension)
UNION ALL
SELECT 'trigger ' || t.tgrelid::regclass::text || ' ' || pg_catalog.pg_get_triggerdef(t.oid) || ' '
       || t.tgenabled::text
  FROM pg_catalog.pg_trigger t
 WHERE NOT t.tgisinternal
UNION ALL
SELECT 'sequence ' || s.nspname || '.' || c.relname || ' ' || q.seqstart || ' ' || q.seqincrement
       || ' ' || q.seqmax || ' cache ' || q.seqcache
  FROM pg_catalog.pg_sequence q
  JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid
  JOIN spaces s ON s.oid = c.relnamespace
UNION ALL
SELECT 'view ' || s.nspname || '.' || c.relname || ' ' || pg_catalog.pg_get_viewdef(c.oid)
  FROM pg_catalog.pg_class c JOIN spaces s ON s.oid = c.relnamespace
 WHERE c.relkind IN ('v', 'm')
UNION ALL
SELECT 'rule ' || r.ev_class::regclass::text || ' ' || pg_catalog.pg_get_ruledef(r.oid)
  FROM pg_catalog.pg_rewrite r
  JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
  JOIN spaces s ON s.oid = c.relnamespace
UNION ALL
SELECT 'type ' || s.nspname || '.' || t.typname || ' ' || t.typtype::text
  FROM pg_catalog.pg_type t JOIN spaces s ON s.oid = t.typnamespace
 WHERE (('pg_catalog.pg_type'::regclass)::oid, t.oid) NOT IN (SELECT classid, objid FROM from_extension)
UNION ALL
SELECT 'event trigger ' || evtname FROM pg_catalog.pg_event_trigger
UNION ALL
SELECT 'statistics ' || s.nspname || '.' || x.stxname
  FROM pg_catalog.pg_statistic_ext x JOIN spaces s ON s.oid = x.stxnamespace
UNION ALL
SELECT 'policy ' || polrelid::regclass::text || ' ' || polname FROM pg_catalog.pg_policy
UNION ALL
SELECT 'comment ' || o.type || ' ' || o.identity || ' ' || d.description
  FROM pg_catalog.pg_description d,
       LATERAL pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) o
 WHERE o.type NOT LIKE 'text search%'
   AND (o.schema IS NULL OR o.schema IN (SELECT nspname FROM spaces))
   AND o.type IN ('schema', 'table', 'table column', 'function', 'trigger', 'index', 'view',
                  'view column', 'sequence', 'table constraint', 'type', 'extension')
UNION ALL
SELECT 'large object ' || oid FROM pg_catalog.pg_largeobject_metadata

