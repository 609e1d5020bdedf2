package dev.commitcast.notifications.consumer;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.subscription.EventPlaces;
import dev.commitcast.persistence.subscription.Leases;
import dev.commitcast.persistence.subscription.ParkedEvents;
import dev.commitcast.persistence.subscription.Progress;
import dev.commitcast.persistence.subscription.SubscriptionTable;
import javax.sql.DataSource;

/** The tables that persistent subscriptions need, over one data source. Immutable. */
public record SubscriptionStore(
    EventLog log,
    SubscriptionTable table,
    Leases leases,
    Progress progress,
    ParkedEvents parked,
    EventPlaces places) {

  public static SubscriptionStore over(DataSource source, SchemaNames schemas) {
    return new SubscriptionStore(
        new EventLog(source, schemas),
        new SubscriptionTable(source, schemas),
        new Leases(source, schemas),
        new Progress(source, schemas),
        new ParkedEvents(source, schemas),
        new EventPlaces(source, schemas));
  }
}
