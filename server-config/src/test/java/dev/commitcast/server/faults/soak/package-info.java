/**
 * Load and random faults for a long time, and whether anything grows.
 *
 * <p>Decided here: what is measured between faults, when everything has recovered; a node's figures
 * are compared within one life of its process, the second sixth of it with the last, because a
 * process warms up first and a killed one begins anew.
 */
package dev.commitcast.server.faults.soak;
