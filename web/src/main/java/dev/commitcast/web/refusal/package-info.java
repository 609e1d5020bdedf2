/**
 * Who is turned away, and how that is counted.
 *
 * <p>Decided here: whatever turns somebody away says why by a value of an enumeration, so no label
 * of a metric grows with what strangers send. Nothing here decides who is turned away; that is the
 * business of those who count here.
 */
package dev.commitcast.web.refusal;
