/**
 * go-sync-kit's protocol over HTTP, at the paths where its clients look for it, and what operators
 * decide about pushed events.
 *
 * <p>Decided here: servlets, not resources, because these paths lie outside of the API, bodies have
 * limits of their own, and answers are packed; errors are problem details like everywhere, with the
 * member {@code error} that go-sync-kit's own server has; answers to pulls stay below what its
 * clients accept, and whoever wants more pulls again.
 */
package dev.commitcast.web.sync;
