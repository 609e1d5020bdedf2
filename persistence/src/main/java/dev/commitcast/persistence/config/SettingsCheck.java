package dev.commitcast.persistence.config;

/**
 * What a module reads from the configuration, read once before anything starts. Each module has a
 * bean of this kind for all of its settings; the migrator asks all of them first, so that a wrong
 * value ends the start before the database is touched, and never waits for a first request.
 */
@FunctionalInterface
public interface SettingsCheck {
  /**
   * Reads every setting of the module.
   *
   * @throws ConfigurationException naming key, value and what is allowed
   */
  void check(Settings settings);
}
