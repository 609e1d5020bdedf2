/**
 * How the programs of PostgreSQL are unpacked, called and watched.
 *
 * <p>Decided here: {@code initdb} and {@code pg_ctl} are called as a person would call them, so
 * that their own care for stale files and half-made clusters is used; what they print is part of
 * the exception when they fail. The root user, whom PostgreSQL refuses, is hidden from it.
 */
package dev.commitcast.localpostgres.internal;
