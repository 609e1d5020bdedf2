/**
 * A real PostgreSQL on this machine, for the first run, the tests and the benchmarks.
 *
 * <p>Decided here: nothing needs to be installed, the server's programs come as a library and are
 * unpacked once per user. The server listens on the loopback address alone and asks everybody for a
 * password. It never outlives the program that started it, even when that program is killed, so
 * that no test run leaves a process behind.
 */
package dev.commitcast.localpostgres;
