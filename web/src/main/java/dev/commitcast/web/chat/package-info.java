/**
 * Channels and messages over HTTP, so that the live stream can be tried without SQL.
 *
 * <p>Decided here: an answer shows a row's columns by their names, without what is absent; a
 * channel in the path that is not there is 404, a user in the body that is not there is 422; and
 * the actor of a change is the user that the request names, until there is authentication.
 */
package dev.commitcast.web.chat;
