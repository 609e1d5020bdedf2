/**
 * The settings of the loops and of the hub, checked before anything starts.
 *
 * <p>Decided here: what a profile changes stands in {@code META-INF/microprofile-config.properties}
 * and nowhere in code; without a profile a server is taken to be in production.
 */
package dev.commitcast.notifications.config;
