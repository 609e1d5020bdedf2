/**
 * The part of the server's interfaces for its extensions that is needed here, declared for the
 * compiler.
 *
 * <p>Decided here: the server publishes no artifact with them, only its own packed form, so the one
 * signature is written down instead of unpacking a server before the first compilation. It is left
 * out of the jar; what runs is the server's own.
 */
package com.ibm.wsspi.kernel.service.utils;
