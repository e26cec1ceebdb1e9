package dev.tagyard.consent.gpp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Reads the header of a GPP string and cuts the string into its sections. Source: IAB Tech Lab,
/// "Global Privacy Platform (GPP) String".
public final class GppReader {
  public static final int MAX_LENGTH = 8_192;
  public static final int MAX_SECTIONS = 32;

  private static final int HEADER_TYPE = 3;
  private static final int HEADER_VERSION = 1;
  private static final int MAX_SECTION_ID = 4_095;

  private GppReader() {}

  /// Empty when the string is malformed; never throws.
  public static Optional<GppString> read(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    var parts = text.split("~", MAX_SECTIONS + 2);
    var ids = Sextets.of(parts[0]).flatMap(GppReader::sectionIds);
    if (ids.isEmpty() || ids.get().size() != parts.length - 1) {
      return Optional.empty();
    }
    var sections = new HashMap<Integer, String>();
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].isEmpty()) {
        return Optional.empty();
      }
      sections.put(ids.get().get(i - 1), parts[i]);
    }
    return Optional.of(new GppString(sections));
  }

  private static Optional<List<Integer>> sectionIds(Sextets bits) {
    if (bits.length() < 24 || bits.get(0, 6) != HEADER_TYPE || bits.get(6, 6) != HEADER_VERSION) {
      return Optional.empty();
    }
    int items = bits.get(12, 12);
    var cursor = new Fibonacci(bits, 24);
    var ids = new ArrayList<Integer>();
    int last = 0;
    for (int i = 0; i < items; i++) {
      int group = cursor.flag();
      int offset = cursor.number();
      int length = group == 1 ? cursor.number() : 0;
      if (group < 0 || offset < 1 || length < group || last + offset + length > MAX_SECTION_ID) {
        return Optional.empty();
      }
      for (int id = last + offset; id <= last + offset + length; id++) {
        ids.add(id);
      }
      last += offset + length;
      if (ids.size() > MAX_SECTIONS) {
        return Optional.empty();
      }
    }
    return Optional.of(ids);
  }
}
