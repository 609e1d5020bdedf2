/**
 * Signing in and out, tickets, and ending somebody's access over HTTP.
 *
 * <p>Decided here: a browser gives its token away once and has it back as a cookie that no script
 * can read and no other site can make it send; signing out revokes the token, so that a copy of the
 * cookie is worth nothing; a ticket is made for whoever asks and for nobody else; and a page to
 * sign in without an issuer exists where the node has none.
 */
package dev.commitcast.web.session;
