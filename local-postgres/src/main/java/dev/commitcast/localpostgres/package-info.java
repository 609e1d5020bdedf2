/**
 * A real PostgreSQL on this machine, for the first run, the tests and the benchmarks.
 *
 * <p>Decided here: nothing needs to be installed, the server's programs come as a library and are
 * unpacked once per user. The server listens on the loopback address alone and asks everybody for a
 * password. It never outlives the program that started it, even when that program is killed, so
 * that no test run leaves a process behind.
 *
 * <p>Around it stand, for tests that ask for them, the surroundings in which a server gets into
 * trouble: a {@link dev.commitcast.localpostgres.Standby} to be promoted, a {@link
 * dev.commitcast.localpostgres.SmallDisk} that fills up, a {@link
 * dev.commitcast.localpostgres.ShiftedClock}, a {@link dev.commitcast.localpostgres.Pooler} in
 * between, and the programs of an {@link dev.commitcast.localpostgres.InstalledPostgres} for a
 * dump. What the library does not bring is used where the machine has it; each such class says in a
 * sentence, {@code hindrance()}, why it cannot be had here, so that a test is skipped with a reason
 * and never silently.
 */
package dev.commitcast.localpostgres;
