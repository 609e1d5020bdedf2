/**
 * Who sends a request, and what that caller may do.
 *
 * <p>Decided here: a request is authenticated once, before anything else looks at it, and its
 * caller is kept with the request; resources ask for roles and rooms and never read a token.
 */
package dev.commitcast.web.security;
