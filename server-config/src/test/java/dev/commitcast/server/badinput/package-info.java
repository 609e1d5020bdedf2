/**
 * What nobody should send, sent to every endpoint of a real node over plain sockets.
 *
 * <p>Decided here: the endpoints come from the node's own OpenAPI document, so that a new one is
 * covered the day it is described. What counts as a good answer is the same for all: a problem
 * detail or a success, soon, without a word of the container's, the database's or Java's own.
 */
package dev.commitcast.server.badinput;
