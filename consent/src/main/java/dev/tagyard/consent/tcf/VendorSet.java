package dev.tagyard.consent.tcf;

import java.util.BitSet;

/// A vendor section of the string, read in place: nothing is copied out of it.
public final class VendorSet {
  private static final int BIT_FIELD = -1;
  private static final int MAX_ID = 65_535;

  private final Bits bits;
  private final int from;
  private final int max;
  private final int entries;
  private final int end;

  private VendorSet(Bits bits, int from, int max, int entries, int end) {
    this.bits = bits;
    this.from = from;
    this.max = max;
    this.entries = entries;
    this.end = end;
  }

  /// A section that begins with MaxVendorId and the encoding flag.
  static VendorSet section(Bits bits, int offset) {
    int max = bits.getInt(offset, 16);
    if (bits.isSet(offset + 16)) {
      return ranges(bits, offset + 17, max);
    }
    bits.require(offset + 17, max);
    return new VendorSet(bits, offset + 17, max, BIT_FIELD, offset + 17 + max);
  }

  /// The list of ranges that a publisher restriction holds, which has no MaxVendorId.
  static VendorSet restriction(Bits bits, int offset) {
    return ranges(bits, offset, MAX_ID);
  }

  private static VendorSet ranges(Bits bits, int offset, int max) {
    int entries = bits.getInt(offset, 12);
    int at = offset + 12;
    for (int i = 0; i < entries; i++) {
      boolean range = bits.isSet(at);
      int first = bits.getInt(at + 1, 16);
      int last = range ? bits.getInt(at + 17, 16) : first;
      if (first < 1 || last < first || last > max) {
        throw new MalformedTc(TcReason.TCF_BAD_RANGE);
      }
      at += range ? 33 : 17;
    }
    return new VendorSet(bits, offset + 12, max, entries, at);
  }

  public boolean contains(int vendor) {
    if (vendor < 1 || vendor > max) {
      return false;
    }
    if (entries == BIT_FIELD) {
      return bits.isSet(from + vendor - 1);
    }
    int at = from;
    for (int i = 0; i < entries; i++) {
      boolean range = bits.isSet(at);
      int first = bits.getInt(at + 1, 16);
      if (vendor >= first && vendor <= (range ? bits.getInt(at + 17, 16) : first)) {
        return true;
      }
      at += range ? 33 : 17;
    }
    return false;
  }

  public boolean isEmpty() {
    if (entries != BIT_FIELD) {
      return entries == 0;
    }
    for (int i = 0; i < max; i += 32) {
      if (bits.get(from + i, Math.min(32, max - i)) != 0) {
        return false;
      }
    }
    return true;
  }

  /// The largest id that the section can speak of.
  public int max() {
    return max;
  }

  /// All ids in it: for people; a decision asks for those that it needs.
  public BitSet ids() {
    var ids = new BitSet();
    int at = from;
    for (int i = 0; i < entries; i++) {
      boolean range = bits.isSet(at);
      int first = bits.getInt(at + 1, 16);
      ids.set(first, (range ? bits.getInt(at + 17, 16) : first) + 1);
      at += range ? 33 : 17;
    }
    for (int id = 1; entries == BIT_FIELD && id <= max; id++) {
      ids.set(id, contains(id));
    }
    return ids;
  }

  /// The offset behind this section.
  int end() {
    return end;
  }

  /// How many ranges a question has to look at; the bound of its work.
  int ranges() {
    return Math.max(entries, 0);
  }
}
