/**
 * Where the database is and what its schemas are called, read from MicroProfile Config.
 *
 * <p>Decided here: the names are the originals' ({@code POSTGRES_HOST} and its like) so that a
 * container's environment is enough; schema names are plain lower-case identifiers, so that SQL
 * files may use them unquoted; and connections that must not come from a pool (LISTEN, the
 * sequencer, migrations) are opened directly, because Liberty's proxies block what they need.
 */
package dev.commitcast.persistence.config;
