package dev.commitcast.persistence.guard;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.config.Settings;
import java.util.Optional;

/**
 * Which role requests are restricted by, and whether a node may do without. Immutable.
 *
 * @param role empty for none
 * @param required whether a start without it is refused
 */
public record GuardSettings(Optional<String> role, boolean required) {
  public static final String ROLE = "commitcast.database.request-role";
  public static final String REQUIRED = "commitcast.database.require-guard";

  private static final String NO_ROLE = "none";
  private static final int LONGEST_NAME = 63;

  public static GuardSettings from(Settings settings) {
    String name = settings.text(ROLE, usualRole(SchemaNames.from(settings)));
    if (name.length() > LONGEST_NAME) {
      throw new ConfigurationException(ROLE, name, "a role of the database, or none");
    }
    boolean required = settings.flag(REQUIRED, true);
    if (name.equals(NO_ROLE) && required) {
      throw new ConfigurationException(
          ROLE, name, "a role of the database, or none together with " + REQUIRED + "=false");
    }
    return new GuardSettings(name.equals(NO_ROLE) ? Optional.empty() : Optional.of(name), required);
  }

  /** The role that the migration makes, where it may. */
  public static String usualRole(SchemaNames schemas) {
    return schemas.log() + "_requests";
  }
}
