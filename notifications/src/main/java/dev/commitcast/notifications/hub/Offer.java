package dev.commitcast.notifications.hub;

/** What became of a live event that was offered to a subscription. */
enum Offer {
  TAKEN,
  FELL_BEHIND,
  REFUSED
}
