package dev.tagyard.proxy;

import dev.tagyard.proxy.visitor.VisitorCookie;
import java.time.Duration;
import java.time.Instant;

/// Somebody who was here the day before: a cookie with a fixed date would be past its life one day.
final class ReturningVisitor {
  private ReturningVisitor() {}

  static String cookie(String id) {
    return cookie(id, Instant.now());
  }

  /// The value of the cookie.
  ///
  /// @param id 22 characters
  static String cookie(String id, Instant now) {
    var header = new VisitorCookie(id, now.minus(Duration.ofDays(1))).header(now, "", false);
    return header.substring((VisitorCookie.NAME + "=").length(), header.indexOf(';'));
  }
}
