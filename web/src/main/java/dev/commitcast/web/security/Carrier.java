package dev.commitcast.web.security;

/** By what a caller is known. */
public enum Carrier {
  /** {@code Authorization: Bearer}. */
  BEARER,
  COOKIE,
  /** {@code ?ticket=}, once. */
  TICKET
}
