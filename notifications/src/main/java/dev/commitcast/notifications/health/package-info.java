/**
 * What an orchestrator asks: started, ready, alive.
 *
 * <p>Decided here: a database that is away makes a node not ready and never not alive, since a
 * restart would not bring it back; alive means that both loops come round; and every answer carries
 * the numbers that a person would ask for next.
 */
package dev.commitcast.notifications.health;
