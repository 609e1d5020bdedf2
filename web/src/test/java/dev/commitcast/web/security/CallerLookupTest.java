package dev.commitcast.web.security;

import static dev.commitcast.web.security.SigningAlgorithm.RS256;
import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.security.RevokedAccess;
import dev.commitcast.persistence.security.Tickets;
import dev.commitcast.web.refusal.CallerFault;
import dev.commitcast.web.refusal.Limit;
import dev.commitcast.web.refusal.LimitMet;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;

/** What is looked at, what that costs, and what is counted. */
class CallerLookupTest {
  private static final PublicJsonWebKey KEY = Tokens.key(RS256, "first");
  private static final Knock GUEST = Knock.from("192.0.2.7");
  private static final String UNKNOWN = "x".repeat(42) + "A";

  private final CountedKeys keys = new CountedKeys();
  private final CountedTickets tickets = new CountedTickets();
  private final Revoked revoked = new Revoked();
  private final FullAddresses attempts = new FullAddresses();
  private final GoodCredentials good = new GoodCredentials();
  private final SecuritySettings settings =
      new SecuritySettings(
          false, false, "Bearer", Optional.empty(), Optional.empty(), Duration.ofSeconds(30));
  private final CallerLookup lookup =
      new CallerLookup(
          settings,
          new TokenVerifier(Tokens.policy(RS256), keys, InstantSource.fixed(Tokens.NOW)),
          tickets,
          revoked,
          attempts,
          good);

  @Test
  void aTicketOfAnotherFormIsNotLookedUpAndNotCounted() {
    for (String odd :
        List.of(
            "", "x", "x".repeat(42), "x".repeat(44), "x".repeat(42) + "B", "x".repeat(42) + "=")) {
      assertThat(find(ticket(odd))).isEqualTo(CallerFault.TICKET);
    }
    assertThat(tickets.statements).isZero();
    assertThat(attempts.counted).isEmpty();

    assertThat(find(ticket(UNKNOWN))).isEqualTo(CallerFault.TICKET);
    assertThat(tickets.statements).isEqualTo(1);
    assertThat(attempts.counted).containsExactly(Attempts.Kind.TICKET);
  }

  @Test
  void whatIsBadIsCountedAndWhatIsGoodOrMissingIsNot() {
    String token = token("token-1");
    assertThat(lookup.find(bearer(token))).isInstanceOf(Found.Known.class);
    assertThat(lookup.find(ticket(tickets.good()))).isInstanceOf(Found.Known.class);
    assertThat(find(GUEST)).isEqualTo(CallerFault.MISSING);
    assertThat(find(bearer(token).asking("ticket=x"))).isEqualTo(CallerFault.AMBIGUOUS);
    assertThat(attempts.counted).isEmpty();

    assertThat(find(bearer("nonsense"))).isEqualTo(CallerFault.MALFORMED);
    revoked.tokens.add("token-1");
    assertThat(find(bearer(token))).isEqualTo(CallerFault.REVOKED);
    assertThat(attempts.counted).containsExactly(Attempts.Kind.TOKEN, Attempts.Kind.TOKEN);
  }

  @Test
  void ofAnAddressThatFailedTooOftenNothingUnknownIsLookedAt() {
    attempts.full.addAll(EnumSet.allOf(Attempts.Kind.class));

    for (Knock knock : List.of(bearer("nonsense"), bearer(token("token-1")), ticket(UNKNOWN))) {
      assertThat(lookup.find(knock)).isInstanceOf(Found.NotLooked.class);
    }
    assertThat(keys.asked).as("signatures").isZero();
    assertThat(tickets.statements + revoked.statements).as("statements").isZero();
    assertThat(attempts.counted).as("counted again").isEmpty();
    // who shows nothing is told so, as ever
    assertThat(find(GUEST)).isEqualTo(CallerFault.MISSING);
  }

  @Test
  void whoSharesTheAddressOfSomebodyWhoGuessesTicketsShowsTokensAsEver() {
    attempts.full.add(Attempts.Kind.TICKET);

    assertThat(lookup.find(bearer(token("token-1")))).isInstanceOf(Found.Known.class);
  }

  @Test
  void whatThisNodeKnowsToBeGoodIsLookedAtWhateverOthersOfItsAddressShow() {
    String token = token("token-1");
    lookup.find(bearer(token));
    String ticket = new TicketOffice(tickets, good, settings).issue(tickets.caller);
    attempts.full.addAll(EnumSet.allOf(Attempts.Kind.class));

    assertThat(lookup.find(bearer(token))).isInstanceOf(Found.Known.class);
    assertThat(lookup.find(ticket(ticket))).isInstanceOf(Found.Known.class);
    // used up, and so as good as guessed
    assertThat(lookup.find(ticket(ticket))).isInstanceOf(Found.NotLooked.class);
    revoked.tokens.add("token-1");
    assertThat(find(bearer(token))).isEqualTo(CallerFault.REVOKED);
    assertThat(lookup.find(bearer(token))).isInstanceOf(Found.NotLooked.class);
  }

  private CallerFault find(Approach approach) {
    return ((Found.Refused) lookup.find(approach)).fault();
  }

  private static String token(String id) {
    return Tokens.signed(KEY, RS256, claims -> claims.setJwtId(id));
  }

  private static Knock bearer(String token) {
    return GUEST.with("Authorization", "Bearer " + token);
  }

  private static Knock ticket(String ticket) {
    return GUEST.asking("ticket=" + ticket);
  }

  /** Counts how often a signature would be checked. */
  private static final class CountedKeys implements VerificationKeys {
    private int asked;

    @Override
    public Optional<PublicJsonWebKey> find(String keyId, SigningAlgorithm algorithm) {
      asked++;
      return Optional.of(KEY);
    }
  }

  /** Without a database; counts what would be a statement. */
  private static final class CountedTickets extends Tickets {
    private final Caller caller = Caller.withoutToken("ada", Set.of(Role.READER));
    private final Set<String> unused = new HashSet<>();
    private int statements;

    CountedTickets() {
      super(null, SchemaNames.DEFAULT, new SecureRandom());
    }

    String good() {
      String ticket = "g".repeat(41) + unused.size() + "A";
      unused.add(ticket);
      return ticket;
    }

    @Override
    public String issue(Caller holder, Duration life) {
      return good();
    }

    @Override
    public Optional<Caller> use(String ticket) {
      statements++;
      return unused.remove(ticket) ? Optional.of(caller) : Optional.empty();
    }
  }

  /** Without a database; counts what would be a statement. */
  private static final class Revoked extends RevokedAccess {
    private final Set<String> tokens = new HashSet<>();
    private int statements;

    Revoked() {
      super(null, SchemaNames.DEFAULT);
    }

    @Override
    public boolean concerns(Caller caller) {
      statements++;
      return caller.tokenId().filter(tokens::contains).isPresent();
    }
  }

  /** Addresses from which too many of some kinds came. */
  private static final class FullAddresses implements Attempts {
    private final Set<Kind> full = EnumSet.noneOf(Kind.class);
    private final List<Kind> counted = new ArrayList<>();

    @Override
    public Optional<LimitMet> refusal(Kind kind, Optional<String> address) {
      assertThat(address).contains("192.0.2.7");
      return full.contains(kind)
          ? Optional.of(new LimitMet(Limit.TICKETS, "Too many.", Duration.ofSeconds(1)))
          : Optional.empty();
    }

    @Override
    public void failed(Kind kind, Optional<String> address) {
      assertThat(address).contains("192.0.2.7");
      counted.add(kind);
    }
  }
}
