/**
 * What each kind of role can and cannot do. Decided here: attacks are tried with the roles' own
 * sessions against a real server, and after each the events are compared, so that a refusal with
 * the wrong reason still counts and a silent success does not.
 */
package dev.commitcast.persistence.roles;
