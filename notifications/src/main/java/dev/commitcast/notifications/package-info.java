/** Placeholder. */
package dev.commitcast.notifications;
