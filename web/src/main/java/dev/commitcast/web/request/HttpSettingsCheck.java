package dev.commitcast.web.request;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** What the web layer reads, and the port, which the server itself reads. Stateless. */
@ApplicationScoped
public class HttpSettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    BodyLimit.limit(settings);
    BodyLimit.eventsLimit(settings);
    Admission.threads(settings);
    settings.number("commitcast.http.port", 9_080, 1, 65_535);
  }
}
