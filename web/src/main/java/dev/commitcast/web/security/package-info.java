/**
 * Who sends a request, and what that caller may do.
 *
 * <p>Decided here: a request is authenticated once, before anything else looks at it, and its
 * caller is kept with the request; resources ask for roles and rooms and never read a token. A
 * token is verified by one class, which accepts signatures of public keys alone; it comes by a
 * header, a cookie or a ticket, by one of them and never in a URL. What takes which role stands in
 * one table of paths, as they were sent; a path that the table does not know is for operators.
 */
package dev.commitcast.web.security;
