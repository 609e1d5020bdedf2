/**
 * Open Liberty as a child process.
 *
 * <p>Decided here: the server's own launch jar is started with the Java that runs us, not through
 * its shell script, so that one process id stands for the server and a kill hits it. Each node has
 * its own copy of the configuration and its own output folder, so several nodes can run from one
 * installation and a build does not disturb a running one.
 */
package dev.commitcast.server.liberty;
