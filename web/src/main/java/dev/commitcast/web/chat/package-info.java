/**
 * Channels and messages over HTTP, so that the live stream can be tried without SQL.
 *
 * <p>Decided here: an answer shows a row's columns by their names, without what is absent; a
 * channel in the path that is not there, or that the caller may not see, is 404, a user in the body
 * that is not there is 422; members post as themselves, and operators as whomever they name.
 */
package dev.commitcast.web.chat;
