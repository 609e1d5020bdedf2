package dev.commitcast.web.security;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who is let in. Immutable.
 *
 * @param forPeople whether this is a node to try things with: in the profile dev or test
 * @param anonymous whether somebody on this machine who shows nothing is let in
 * @param cookie the name of the cookie that holds a token
 * @param trust the issuer whose tokens are good; empty if the node issues its own, to try it
 * @param devKey where its own key is kept; empty for nowhere
 * @param ticketLife how long a ticket is good
 */
record SecuritySettings(
    boolean forPeople,
    boolean anonymous,
    String cookie,
    Optional<Trust> trust,
    Optional<Path> devKey,
    Duration ticketLife) {
  static final String ISSUER = "mp.jwt.verify.issuer";
  static final String AUDIENCES = "mp.jwt.verify.audiences";
  static final String KEY = "mp.jwt.verify.publickey";
  static final String LOCATION = "mp.jwt.verify.publickey.location";
  static final String ALGORITHM = "mp.jwt.verify.publickey.algorithm";
  static final String ANONYMOUS = "commitcast.security.anonymous";

  private static final Duration DAY = Duration.ofDays(1);

  /**
   * Whom to trust.
   *
   * @param policy which tokens are good
   * @param keys where the issuer's keys are
   */
  record Trust(TokenPolicy policy, KeyPlace keys) {}

  static SecuritySettings from(Settings settings) {
    boolean forPeople = isForPeople(settings);
    Optional<Trust> trust = trust(settings);
    if (trust.isEmpty() && !forPeople) {
      throw new ConfigurationException(
          "This node cannot tell who asks. Set "
              + ISSUER
              + ", "
              + AUDIENCES
              + " and the issuer's key: "
              + KEY
              + " or "
              + LOCATION
              + ". Only the profiles dev and test do without.");
    }
    return new SecuritySettings(
        forPeople,
        anonymous(settings, forPeople),
        cookie(settings),
        trust,
        settings.text("commitcast.security.dev-key").map(Path::of),
        settings.duration(
            "commitcast.security.ticket-life",
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5)));
  }

  private static boolean isForPeople(Settings settings) {
    return settings
        .text("mp.config.profile")
        .or(() -> settings.text("smallrye.config.profile"))
        .map(names -> Arrays.asList(names.split(",")))
        .orElse(List.of())
        .stream()
        .map(String::strip)
        .anyMatch(name -> name.equals("dev") || name.equals("test"));
  }

  private static boolean anonymous(Settings settings, boolean forPeople) {
    String value = settings.text(ANONYMOUS, forPeople ? "operator" : "none");
    if (!value.equals("operator") && !value.equals("none")) {
      throw new ConfigurationException(ANONYMOUS, value, "operator or none");
    }
    if (value.equals("operator") && !forPeople) {
      throw new ConfigurationException(
          ANONYMOUS, value, "none: only the profiles dev and test let in who shows nothing");
    }
    return value.equals("operator");
  }

  private static String cookie(Settings settings) {
    String name = settings.text("mp.jwt.token.cookie", "Bearer");
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")) {
      throw new ConfigurationException(
          "mp.jwt.token.cookie", name, "a name of a cookie, such as Bearer");
    }
    return name;
  }

  private static Optional<Trust> trust(Settings settings) {
    Optional<String> issuer = settings.text(ISSUER);
    Optional<KeyPlace> keys = KeyPlace.from(settings);
    if (issuer.isEmpty() && keys.isEmpty()) {
      return Optional.empty();
    }
    if (issuer.isEmpty() || keys.isEmpty()) {
      throw new ConfigurationException(
          "Tokens are verified by an issuer and its key; set "
              + (issuer.isEmpty() ? ISSUER : KEY + " or " + LOCATION)
              + " too.");
    }
    Set<SigningAlgorithm> algorithms = algorithms(settings);
    keys.get().check(algorithms);
    return Optional.of(
        new Trust(
            new TokenPolicy(
                issuer.get(),
                audiences(settings),
                algorithms,
                seconds(settings, "mp.jwt.verify.clock.skew", 60, 0, 300),
                settings
                    .text("mp.jwt.verify.token.age")
                    .map(
                        given ->
                            seconds(
                                settings, "mp.jwt.verify.token.age", 0, 1, DAY.toSeconds() * 365))),
            keys.get()));
  }

  private static Duration seconds(
      Settings settings, String key, long fallback, long min, long max) {
    return Duration.ofSeconds(settings.number(key, fallback, min, max));
  }

  private static Set<String> audiences(Settings settings) {
    Set<String> audiences = list(settings.text(AUDIENCES, ""));
    if (audiences.isEmpty()) {
      throw new ConfigurationException(
          "A token that was issued for another service must not open this one; set "
              + AUDIENCES
              + " to what tokens for this one have as aud.");
    }
    return audiences;
  }

  private static Set<SigningAlgorithm> algorithms(Settings settings) {
    String text = settings.text(ALGORITHM, SigningAlgorithm.RS256.id());
    Set<SigningAlgorithm> found = new LinkedHashSet<>();
    for (String id : list(text)) {
      found.add(
          SigningAlgorithm.of(id)
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          ALGORITHM,
                          text,
                          "one or more of "
                              + Arrays.stream(SigningAlgorithm.values())
                                  .map(SigningAlgorithm::id)
                                  .collect(Collectors.joining(", ")))));
    }
    return found;
  }

  private static Set<String> list(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
