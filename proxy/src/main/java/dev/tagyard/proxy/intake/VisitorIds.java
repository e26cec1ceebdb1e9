package dev.tagyard.proxy.intake;

import dev.tagyard.consent.StorageDecision;
import dev.tagyard.proxy.visitor.VisitorCookie;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The visitor id of one request: read from its cookie, issued when consent allows storage and
/// there is none, taken back when consent refuses it. Beside it the key of a preview that follows
/// the request. For one request on one thread.
public final class VisitorIds {
  private final boolean sent;
  private final Optional<VisitorCookie> read;
  private final Instant now;
  private final Supplier<String> domain;
  private final boolean secure;
  private final RandomGenerator chance;
  private Optional<VisitorCookie> cookie;
  private boolean issued;
  private boolean refused;
  private Optional<String> preview = Optional.empty();

  /// @param value of the cookie as the browser sent it
  /// @param domain of the cookie, empty for host-only; asked for when one is set
  public VisitorIds(
      Optional<String> value,
      Instant now,
      Supplier<String> domain,
      boolean secure,
      RandomGenerator chance) {
    this.sent = value.isPresent();
    this.read = value.flatMap(text -> VisitorCookie.read(text, now));
    this.now = now;
    this.domain = domain;
    this.secure = secure;
    this.chance = chance;
    this.cookie = read;
  }

  /// The id that came with the request, whatever is decided.
  Optional<String> known() {
    return read.map(VisitorCookie::id);
  }

  /// The id that an event with this decision may carry.
  Optional<String> decided(StorageDecision storage) {
    if (!storage.allowed()) {
      refused |= storage.isRefusal();
      return Optional.empty();
    }
    if (cookie.isEmpty()) {
      cookie = Optional.of(VisitorCookie.issue(chance, now));
      issued = true;
    }
    return cookie.map(VisitorCookie::id);
  }

  /// An operator asked to see what comes after this request, too.
  void preview(String key) {
    preview = Optional.of(key);
  }

  /// Values of `Set-Cookie` headers.
  List<String> setCookies() {
    if (!refused && !issued && preview.isEmpty()) {
      return List.of();
    }
    return Stream.concat(
            visitor().stream(),
            preview.map(key -> VisitorCookie.preview(key, domain.get(), secure)).stream())
        .toList();
  }

  /// A refusal in the same request beats a permission.
  private Optional<String> visitor() {
    if (refused) {
      return sent ? Optional.of(VisitorCookie.deletion(domain.get(), secure)) : Optional.empty();
    }
    return issued ? cookie.map(c -> c.header(now, domain.get(), secure)) : Optional.empty();
  }
}
