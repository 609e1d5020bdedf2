/**
 * SQL as files: statements live beside the class that runs them, formatted and commented, and are
 * loaded once with the configured schema names put in. Decided here: no SQL longer than a line in
 * Java code.
 */
package dev.commitcast.persistence.sql;
