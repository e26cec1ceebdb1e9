package dev.tagyard.proxy.visitor;

import dev.tagyard.proxy.source.PreviewKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The visitor id `_ty`: 128 random bits and the time of first issue, `1.SECONDS.ID`. It lives 400
/// days from then and is never prolonged.
public record VisitorCookie(String id, Instant issued) {
  public static final String NAME = "_ty";
  public static final Duration LIFE = Duration.ofDays(400);

  private static final Duration PREVIEW = Duration.ofHours(1);
  private static final int ID_LENGTH = 22;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  public static VisitorCookie issue(RandomGenerator chance, Instant now) {
    var bits = new byte[16];
    chance.nextBytes(bits);
    return new VisitorCookie(
        BASE64.encodeToString(bits), Instant.ofEpochSecond(now.getEpochSecond()));
  }

  /// Reads a cookie's value; absent when it is none of ours, forged in form, or past its life.
  public static Optional<VisitorCookie> read(String value, Instant now) {
    var fields = value.split("\\.", -1);
    if (fields.length != 3 || !fields[0].equals("1") || !isId(fields[2])) {
      return Optional.empty();
    }
    try {
      var issued = Instant.ofEpochSecond(Long.parseLong(fields[1]));
      return issued.plus(LIFE).isAfter(now) && !issued.isAfter(now.plus(Duration.ofDays(1)))
          ? Optional.of(new VisitorCookie(fields[2], issued))
          : Optional.empty();
    } catch (NumberFormatException | DateTimeException | ArithmeticException notATime) {
      return Optional.empty();
    }
  }

  /// The value of a `Set-Cookie` header.
  ///
  /// @param domain empty for a host-only cookie
  public String header(Instant now, String domain, boolean secure) {
    var left = Duration.between(now, issued.plus(LIFE)).toSeconds();
    return NAME + "=1." + issued.getEpochSecond() + "." + id + attributes(left, domain, secure);
  }

  /// Takes the cookie back.
  public static String deletion(String domain, boolean secure) {
    return NAME + "=" + attributes(0, domain, secure);
  }

  /// The value of a `Set-Cookie` header for the key of a preview, which lives an hour.
  public static String preview(String key, String domain, boolean secure) {
    return PreviewKey.NAME + "=" + key + attributes(PREVIEW.toSeconds(), domain, secure);
  }

  private static String attributes(long seconds, String domain, boolean secure) {
    return "; Path=/; Max-Age="
        + seconds
        + (domain.isEmpty() ? "" : "; Domain=" + domain)
        + "; HttpOnly"
        + (secure ? "; Secure" : "")
        + "; SameSite=Lax";
  }

  private static boolean isId(String text) {
    if (text.length() != ID_LENGTH) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!((c < 128 && Character.isLetterOrDigit(c)) || c == '-' || c == '_')) {
        return false;
      }
    }
    return true;
  }
}
