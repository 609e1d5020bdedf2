/** Placeholder. */
package dev.commitcast.server;
