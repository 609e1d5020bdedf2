/**
 * The rows of the fault matrix that need one database server, the proxies and signals.
 *
 * <p>Decided here: what each fault does, how long it lasts, and what must hold while it lasts. A
 * fault lasts until the nodes have noticed it, where they are to notice it, and otherwise as long
 * as its name says.
 */
package dev.commitcast.server.faults.rows;
