/**
 * How JSON is made and read outside of the hot path, whose events are written as text.
 *
 * <p>Decided here: the library is looked for once. {@code jakarta.json.Json} looks for it at each
 * call, on the class path of the server and of the application, which takes thirty times as long as
 * reading a small value and half of the time of a page of messages.
 */
package dev.commitcast.persistence.json;
