package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.persistence.security.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Issues tickets that are good as long as the configuration says. Thread-safe. */
@ApplicationScoped
public class TicketOffice {
  private Tickets tickets;
  private GoodCredentials good;
  private Duration life;

  /** For the container, which injects the rest. */
  protected TicketOffice() {}

  @Inject
  TicketOffice(Tickets tickets, GoodCredentials good, SecuritySettings settings) {
    this.tickets = tickets;
    this.good = good;
    this.life = settings.ticketLife();
  }

  public String issue(Caller caller) {
    String ticket = tickets.issue(caller, life);
    good.remember(ticket);
    return ticket;
  }

  public Duration life() {
    return life;
  }
}
