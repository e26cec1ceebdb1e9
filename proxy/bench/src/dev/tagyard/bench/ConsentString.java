package dev.tagyard.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.BitSet;

/// Writes a TC string, version 2.3, that allows everything to vendors 1 to 800: made anew for each
/// run, since strings grow too old to be believed.
final class ConsentString {
  private static final int VENDORS = 800;

  private final BitSet bits = new BitSet();
  private int length;

  private ConsentString() {}

  /// @param age in days: visitors who chose on one day share a string
  static String of(int age) {
    var made = Instant.now().minus(Duration.ofDays(age)).getEpochSecond() / 86_400 * 864_000;
    var core = new ConsentString();
    core.put(2, 6).put(made, 36).put(made, 36);
    core.put(10, 12).put(3, 12).put(1, 6).put(0, 12); // consent tool, its version, screen, language
    core.put(150, 12).put(5, 6).put(1, 1).put(0, 1); // vendor list, policy, service-specific
    core.put(0, 12).put(0xff_ff_ff, 24).put(0, 24).put(0, 1).put(0, 12); // purposes
    core.put(VENDORS, 16).put(0, 1);
    for (var vendor = 0; vendor < VENDORS; vendor++) {
      core.put(1, 1);
    }
    core.put(0, 16).put(0, 1).put(0, 12); // no legitimate interest, no restrictions
    var disclosed = new ConsentString();
    disclosed.put(1, 3).put(VENDORS, 16).put(1, 1);
    disclosed.put(1, 12).put(1, 1).put(1, 16).put(VENDORS, 16); // one range
    return core.text() + "." + disclosed.text();
  }

  private ConsentString put(long value, int width) {
    for (var bit = width - 1; bit >= 0; bit--) {
      bits.set(length++, (value >> bit & 1) == 1);
    }
    return this;
  }

  private String text() {
    var bytes = new byte[(length + 7) / 8];
    for (var bit = 0; bit < length; bit++) {
      if (bits.get(bit)) {
        bytes[bit / 8] |= (byte) (0x80 >> bit % 8);
      }
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
