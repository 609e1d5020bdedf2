package dev.commitcast.domain.chat;

import dev.commitcast.domain.text.JsonText;
import dev.commitcast.domain.ulid.Ulid;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** How a user wants the chat to look and behave. */
@Entity
@Table(name = "user_settings")
public class UserSettings {
  @Id
  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "user_id")
  private String userId;

  @Convert(converter = Theme.Column.class)
  @Column(name = "theme")
  private Theme theme = Theme.LIGHT;

  @Column(name = "notifications_enabled")
  private Boolean notificationsEnabled = true;

  @Convert(converter = JsonText.class)
  @Column(name = "preferences")
  private String preferences = "{}";

  /** For JPA alone. */
  protected UserSettings() {}

  /** The settings that a new user has. */
  public UserSettings(Ulid userId) {
    this.userId = userId.value();
  }

  public Ulid userId() {
    return new Ulid(userId);
  }

  public Theme theme() {
    return theme == null ? Theme.LIGHT : theme;
  }

  public boolean notificationsEnabled() {
    return notificationsEnabled == null || notificationsEnabled;
  }

  /** A JSON object, as text. */
  public String preferences() {
    return preferences == null ? "{}" : preferences;
  }

  public void choose(Theme newTheme) {
    theme = newTheme;
  }

  public void notify(boolean enabled) {
    notificationsEnabled = enabled;
  }

  /** Replaces all preferences by another JSON object. */
  public void prefer(String jsonObject) {
    preferences = jsonObject;
  }
}
