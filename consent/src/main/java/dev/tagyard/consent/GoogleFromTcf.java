package dev.tagyard.consent;

import dev.tagyard.consent.tcf.TcString;
import java.time.LocalDate;

/// Google's consent types as they follow from a TC string. Google maps the first three; analytics
/// storage it does not map, so ours asks for measurement of content or audiences.
final class GoogleFromTcf {
  private GoogleFromTcf() {}

  static boolean granted(GoogleType type, Receiver receiver, TcString string, LocalDate today) {
    return switch (type) {
      case AD_STORAGE -> receiver.passes(string, 1, today);
      case AD_USER_DATA -> receiver.passes(string, 1, today) && receiver.passes(string, 7, today);
      case AD_PERSONALIZATION ->
          receiver.passes(string, 3, today) && receiver.passes(string, 4, today);
      case ANALYTICS_STORAGE ->
          (string.purposeConsents().contains(1) || receiver.passes(string, 1, today))
              && (receiver.passes(string, 8, today) || receiver.passes(string, 9, today));
    };
  }
}
