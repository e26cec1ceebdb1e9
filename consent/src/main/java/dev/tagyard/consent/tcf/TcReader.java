package dev.tagyard.consent.tcf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the layout of a TC string, version 2, all of it, so that no later question can fail.
/// Stricter than the decoders in use: ids out of range, empty or repeated segments, padding and
/// blanks make a string malformed, for a mended string would be somebody else's choice. Source: IAB
/// Tech Lab, "Consent string and vendor list formats v2".
public final class TcReader {
  public static final int MAX_LENGTH = 16_384;
  public static final int MAX_SEGMENTS = 8;

  private static final int DISCLOSED_VENDORS = 1;
  private static final int PUBLISHER_TC = 3;

  private TcReader() {}

  /// Never throws, whatever the text holds.
  public static TcReading read(String text) {
    try {
      return new TcReading.Read(parse(text));
    } catch (MalformedTc e) {
      return new TcReading.Malformed(e.reason);
    }
  }

  private static TcString parse(String text) {
    if (text.isEmpty()) {
      throw new MalformedTc(TcReason.TCF_EMPTY);
    }
    if (text.length() > MAX_LENGTH) {
      throw new MalformedTc(TcReason.TCF_TOO_LONG);
    }
    var segments = segments(text);
    var core = segments.getFirst();
    if (core.get(0, 6) != 2) {
      throw new MalformedTc(TcReason.TCF_BAD_VERSION);
    }
    var consents = VendorSet.section(core, 213);
    var interests = VendorSet.section(core, consents.end());
    var restrictions = restrictions(core, interests.end());
    Optional<VendorSet> disclosed = Optional.empty();
    Optional<PublisherTc> publisher = Optional.empty();
    for (var segment : segments.subList(1, segments.size())) {
      switch (segment.getInt(0, 3)) {
        case 0 -> throw new MalformedTc(TcReason.TCF_REPEATED_SEGMENT);
        case DISCLOSED_VENDORS -> {
          once(disclosed);
          disclosed = Optional.of(VendorSet.section(segment, 3));
        }
        case PUBLISHER_TC -> {
          once(publisher);
          publisher = Optional.of(PublisherTc.read(segment));
        }
        default -> {
          // Allowed vendors are gone from the framework; other types are not ours to judge.
        }
      }
    }
    return new TcString(core, consents, interests, restrictions, disclosed, publisher);
  }

  private static List<Bits> segments(String text) {
    var segments = new ArrayList<Bits>(3);
    int from = 0;
    while (from <= text.length()) {
      int dot = text.indexOf('.', from);
      int to = dot < 0 ? text.length() : dot;
      if (to == from) {
        throw new MalformedTc(TcReason.TCF_EMPTY);
      }
      if (segments.size() == MAX_SEGMENTS) {
        throw new MalformedTc(TcReason.TCF_TOO_MANY_SEGMENTS);
      }
      segments.add(Bits.of(text, from, to));
      from = to + 1;
    }
    return segments;
  }

  private static List<Restriction> restrictions(Bits core, int offset) {
    int count = core.getInt(offset, 12);
    var restrictions = new ArrayList<Restriction>();
    int at = offset + 12;
    for (int i = 0; i < count; i++) {
      var vendors = VendorSet.restriction(core, at + 8);
      restrictions.add(new Restriction(core.getInt(at, 6), core.getInt(at + 6, 2), vendors));
      at = vendors.end();
    }
    return restrictions;
  }

  private static void once(Optional<?> seen) {
    if (seen.isPresent()) {
      throw new MalformedTc(TcReason.TCF_REPEATED_SEGMENT);
    }
  }
}
