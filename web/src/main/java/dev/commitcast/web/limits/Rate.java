package dev.commitcast.web.limits;

/**
 * How often something may be done.
 *
 * @param perSecond in the long run; 0 for as often as anybody likes
 * @param burst at once, after a while without any
 * @param forNameless whether it also holds for who is known by an address alone
 */
record Rate(long perSecond, long burst, boolean forNameless) {
  Rate {
    if (perSecond < 0 || burst < perSecond) {
      throw new IllegalArgumentException(
          "A rate is not below 0 and a burst not below the rate, unlike " + burst + ".");
    }
  }

  boolean isLimit() {
    return perSecond > 0;
  }
}
