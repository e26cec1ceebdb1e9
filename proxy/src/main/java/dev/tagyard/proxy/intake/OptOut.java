package dev.tagyard.proxy.intake;

import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.visitor.VisitorCookie;

/// The cookie `ty_optout`, by which a visitor's own refusal is known again. It holds no identifier.
public final class OptOut {
  public static final String COOKIE = "ty_optout";

  private OptOut() {}

  static boolean isSet(Inbound inbound) {
    return !inbound.trusted() && inbound.cookie(COOKIE).filter("1"::equals).isPresent();
  }

  /// The value of a `Set-Cookie` header. Scripts may read it, to show the state.
  ///
  /// @param on whether it is set or taken back
  public static String header(boolean on, String domain, boolean secure) {
    return COOKIE
        + (on ? "=1" : "=")
        + "; Path=/; Max-Age="
        + (on ? VisitorCookie.LIFE.toSeconds() : 0)
        + (domain.isEmpty() ? "" : "; Domain=" + domain)
        + (secure ? "; Secure" : "")
        + "; SameSite=Lax";
  }
}
