package dev.commitcast.notifications.stop;

/** Tells, as a CDI event, that this node begins to stop. Observers return at once. Immutable. */
public record NodeStopping() {}
