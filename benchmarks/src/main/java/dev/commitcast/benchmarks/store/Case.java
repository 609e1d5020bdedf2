package dev.commitcast.benchmarks.store;

/**
 * One line of the table.
 *
 * @param work what is done
 * @param clients how many connections do it
 * @param title as it is printed
 * @param published what others have published for it, on machines of their own
 */
record Case(Work work, int clients, String title, String published) {}
