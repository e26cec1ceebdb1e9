package dev.tagyard.consent.gpp;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// What a section of the United States says: 0 not applicable, 1 opted out, 2 did not opt out.
///
/// @param child whether any consent for a known child is refused
/// @param gpc the section's own Global Privacy Control flag
public record UsChoice(
    int sale, OptionalInt sharing, OptionalInt targeted, boolean child, boolean gpc) {
  private static final int SECTION_VERSION = 1;

  /// Opted out; in the fields for a known child, no consent.
  private static final int REFUSED = 1;

  /// Does not occur; whoever writes it meant something.
  private static final int UNDEFINED = 3;

  private static final int GPC_PART = 1;

  public boolean optedOut() {
    return refused(sale)
        || sharing.stream().anyMatch(UsChoice::refused)
        || targeted.stream().anyMatch(UsChoice::refused)
        || child
        || gpc;
  }

  private static boolean refused(int value) {
    return value == REFUSED || value == UNDEFINED;
  }

  /// Empty when the text is malformed, cut, or of another version of the section.
  public static Optional<UsChoice> read(UsSection section, String text) {
    var parts = text.split("\\.", 3);
    var core = Sextets.of(parts[0]);
    if (core.isEmpty()
        || core.get().length() < section.bits()
        || core.get().get(0, 6) != SECTION_VERSION
        || parts.length > 2) {
      return Optional.empty();
    }
    boolean gpc = false;
    if (parts.length == 2) {
      var part = Sextets.of(parts[1]);
      if (part.isEmpty() || part.get().length() < 6 || part.get().get(0, 2) != GPC_PART) {
        return Optional.empty();
      }
      gpc = part.get().bit(2) == 1;
    }
    var bits = core.get();
    boolean child =
        IntStream.range(0, section.children())
            .anyMatch(i -> refused(bits.get(section.child() + 2 * i, 2)));
    return Optional.of(
        new UsChoice(
            bits.get(section.sale(), 2),
            field(bits, section.sharing()),
            field(bits, section.targeted()),
            child,
            gpc));
  }

  private static OptionalInt field(Sextets bits, Optional<Integer> offset) {
    return offset.isPresent() ? OptionalInt.of(bits.get(offset.get(), 2)) : OptionalInt.empty();
  }
}
