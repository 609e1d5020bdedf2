package dev.commitcast.persistence.transfer;

/**
 * Something that could not be taken. Immutable.
 *
 * @param line the line of a text, the version of a row; 0 for the file as a whole
 * @param reason a sentence
 */
public record TransferFault(long line, String reason) {}
