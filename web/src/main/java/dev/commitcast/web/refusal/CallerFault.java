package dev.commitcast.web.refusal;

import java.util.Locale;

/** Why somebody is not let in. The names appear in metrics. */
public enum CallerFault {
  /** Nothing was shown. */
  MISSING,
  /** Credentials of more than one kind, or a ticket where it is of no use. */
  AMBIGUOUS,
  /** No signed JWT, or one that says nothing that can be read. */
  MALFORMED,
  /** Not signed by a key of the issuer, or in no accepted way. */
  SIGNATURE,
  EXPIRED,
  /** It begins later, or was issued in the future. */
  EARLY,
  /** It was issued by somebody else. */
  ISSUER,
  /** It is for somebody else. */
  AUDIENCE,
  REVOKED,
  /** Of no known ticket, or of one that was used or has expired. */
  TICKET,
  /** Somebody is known, and may not do this. */
  ROLE;

  /** As metrics have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
