/**
 * What goes wrong, as RFC 9457 problem details.
 *
 * <p>Decided here: every error of every path has the same shape and a type whose URL leads to an
 * explanation at {@code /docs/problems}; the detail says which value is wrong and what is allowed,
 * never what the program did; a {@link dev.commitcast.web.problem.Problem} knows nothing of Jakarta
 * REST, so that servlets answer alike; and what nobody foresaw is logged once, with a correlation
 * id that the client gets too.
 */
package dev.commitcast.web.problem;
