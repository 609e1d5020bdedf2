package dev.commitcast.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.web.refusal.CallerFault;
import org.junit.jupiter.api.Test;

class CredentialsReaderTest {
  private static final Knock NOTHING = Knock.from("192.0.2.7");

  private final CredentialsReader reader = new CredentialsReader("Bearer");

  @Test
  void findsEachKind() {
    assertThat(reader.read(NOTHING)).isEqualTo(new Credentials.None());
    assertThat(reader.read(NOTHING.with("authorization", "bearer  a.b.c ")))
        .isEqualTo(new Credentials.Token("a.b.c", Carrier.BEARER));
    assertThat(reader.read(NOTHING.with("Cookie", "a=1; Bearer=a.b.c; Bearer2=x")))
        .isEqualTo(new Credentials.Token("a.b.c", Carrier.COOKIE));
    assertThat(reader.read(NOTHING.asking("type=x&%74icket=abc")))
        .isEqualTo(new Credentials.Ticket("abc"));
    assertThat(reader.read(NOTHING.with("Cookie", "Bearer=; other=1")))
        .isEqualTo(new Credentials.None());
  }

  @Test
  void twoOfAnythingAreRefused() {
    Knock bearer = NOTHING.with("Authorization", "Bearer x");
    Knock cookie = NOTHING.with("Cookie", "Bearer=y");

    assertInvalid(bearer.with("Authorization", "Bearer x"));
    assertInvalid(bearer.with("Cookie", "Bearer=y"));
    assertInvalid(bearer.asking("ticket=z"));
    assertInvalid(cookie.asking("ticket=z"));
    assertInvalid(cookie.with("Cookie", "Bearer=y"));
    assertInvalid(NOTHING.asking("ticket=z&ticket=z"));
  }

  @Test
  void anotherSchemeIsABadTokenAndNotNone() {
    for (String header : new String[] {"Basic YTpi", "", "Bearer,Basic x", "Bearerx"}) {
      assertThat(reader.read(NOTHING.with("Authorization", header)))
          .as(header)
          .isInstanceOfSatisfying(
              Credentials.Unreadable.class,
              unreadable ->
                  assertThat(unreadable.refusal().fault()).isEqualTo(CallerFault.MALFORMED));
    }
    assertThat(reader.read(NOTHING.with("Authorization", "Bearer")))
        .isEqualTo(new Credentials.Token("", Carrier.BEARER));
  }

  @Test
  void credentialsDoNotPrintThemselves() {
    assertThat(new Credentials.Token("secret", Carrier.BEARER) + " " + new Credentials.Ticket("s3"))
        .doesNotContain("secret", "s3");
  }

  private void assertInvalid(Knock knock) {
    assertThat(reader.read(knock))
        .isInstanceOfSatisfying(
            Credentials.Unreadable.class,
            unreadable ->
                assertThat(unreadable.refusal().fault()).isEqualTo(CallerFault.AMBIGUOUS));
  }
}
