/**
 * What the database says about who may see what.
 *
 * <p>Decided here: memberships count only while a watch makes every change of them an event, for a
 * grant that cannot be seen to end must not begin.
 */
package dev.commitcast.persistence.access;
