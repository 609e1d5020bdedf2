/**
 * Many users read in every way while their grants change, and at the end the log tells what each of
 * them may have seen.
 *
 * <p>Decided here: a reading writes down what it got, from where, and as of which place in the log
 * its grants were read, and nothing is judged before all is over. The judge knows the rules in
 * words only, from the documentation, and shares no code with the server. Where the database may
 * have shown a change of a membership that had no version yet, both answers are right.
 */
package dev.commitcast.server.leak;
