/**
 * Tests that run inside the server, for what only shows where EJB, CDI and Fault Tolerance meet.
 *
 * <p>Decided here: what is deployed is the libraries of the packed application, not classes from
 * the build's folders; the server's configuration is the shipped one, to which a file of {@code
 * configDropins} adds what the deployment from outside needs; and an outage of the database is made
 * by SQL (no connection is allowed any more, and the present ones are ended), so that one test can
 * make it, look, and end it.
 */
package dev.commitcast.server.container;
