/**
 * What browsers are told, and what they may be used for.
 *
 * <p>Decided here: pages of other origins may use a node only if {@code commitcast.http.origins}
 * names their origin exactly; there is no wildcard, because answers depend on who asks. A request
 * that changes something and shows no token of its own, but what a browser sends by itself, must
 * come from a page of this node or of a named origin. Every answer carries headers under which a
 * browser runs only scripts of this node, shows it in no frame, and keeps no private data.
 */
package dev.commitcast.web.browser;
