package dev.tagyard.consent.tcf;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes TC strings for tests, a character for each bit, so slowly that it is plain to read.
public final class TcWriter {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private record Entry(int purpose, int type, int first, int last) {}

  private int version = 2;
  private LocalDate created = LocalDate.of(2026, 10, 1);
  private LocalDate updated = LocalDate.of(2026, 10, 1);
  private int policy = 5;
  private boolean specific = true;
  private Set<Integer> specialFeatures = Set.of();
  private Set<Integer> purposes = Set.of();
  private Set<Integer> interests = Set.of();
  private Set<Integer> vendorConsents = Set.of();
  private Set<Integer> vendorInterests = Set.of();
  private Optional<Set<Integer>> disclosed = Optional.empty();
  private boolean ranges;
  private final List<Entry> restrictions = new ArrayList<>();
  private final List<String> more = new ArrayList<>();

  public TcWriter version(int value) {
    version = value;
    return this;
  }

  public TcWriter made(LocalDate day) {
    created = day;
    updated = day;
    return this;
  }

  public TcWriter created(LocalDate day) {
    created = day;
    return this;
  }

  public TcWriter policy(int value) {
    policy = value;
    return this;
  }

  public TcWriter specific(boolean value) {
    specific = value;
    return this;
  }

  public TcWriter specialFeatures(Integer... values) {
    specialFeatures = Set.of(values);
    return this;
  }

  public TcWriter purposes(Integer... values) {
    purposes = Set.of(values);
    return this;
  }

  public TcWriter interests(Integer... values) {
    interests = Set.of(values);
    return this;
  }

  public TcWriter vendorConsents(Integer... values) {
    vendorConsents = Set.of(values);
    return this;
  }

  public TcWriter vendorInterests(Integer... values) {
    vendorInterests = Set.of(values);
    return this;
  }

  public TcWriter disclosed(Integer... values) {
    disclosed = Optional.of(Set.of(values));
    return this;
  }

  /// Vendor sections as ranges instead of bit fields.
  public TcWriter ranges() {
    ranges = true;
    return this;
  }

  public TcWriter restriction(int purpose, int type, int first, int last) {
    restrictions.add(new Entry(purpose, type, first, last));
    return this;
  }

  /// A further segment as it is.
  public TcWriter segment(String bits) {
    more.add(text(bits));
    return this;
  }

  public String write() {
    var segments = new ArrayList<String>();
    segments.add(text(core()));
    disclosed.ifPresent(ids -> segments.add(text("001" + vendors(ids))));
    segments.addAll(more);
    return String.join(".", segments);
  }

  private String core() {
    return bits(version, 6)
        + bits(tenths(created), 36)
        + bits(tenths(updated), 36)
        + bits(300, 12)
        + bits(4, 12)
        + bits(1, 6)
        + bits('D' - 'A', 6)
        + bits('E' - 'A', 6)
        + bits(178, 12)
        + bits(policy, 6)
        + (specific ? "1" : "0")
        + "0"
        + field(specialFeatures, 12)
        + field(purposes, 24)
        + field(interests, 24)
        + "0"
        + bits('D' - 'A', 6)
        + bits('E' - 'A', 6)
        + vendors(vendorConsents)
        + vendors(vendorInterests)
        + bits(restrictions.size(), 12)
        + restrictions.stream()
            .map(e ->
                bits(e.purpose, 6)
                    + bits(e.type, 2)
                    + bits(1, 12)
                    + (e.first == e.last
                        ? "0" + bits(e.first, 16)
                        : "1" + bits(e.first, 16) + bits(e.last, 16)))
            .collect(Collectors.joining());
  }

  private String vendors(Set<Integer> ids) {
    int max = ids.stream().mapToInt(id -> id).max().orElse(0);
    return bits(max, 16)
        + (ranges
            ? "1"
                + bits(ids.size(), 12)
                + new TreeSet<>(ids)
                    .stream().map(id -> "0" + bits(id, 16)).collect(Collectors.joining())
            : "0" + field(ids, max));
  }

  private static String field(Set<Integer> ids, int width) {
    return IntStream.rangeClosed(1, width)
        .mapToObj(id -> ids.contains(id) ? "1" : "0")
        .collect(Collectors.joining());
  }

  private static long tenths(LocalDate day) {
    return Instant.from(day.atStartOfDay(ZoneOffset.UTC)).getEpochSecond() * 10;
  }

  static String bits(long value, int width) {
    var digits = Long.toBinaryString(value);
    return "0".repeat(width - digits.length()) + digits;
  }

  static String text(String bits) {
    var filled = bits + "0".repeat((6 - bits.length() % 6) % 6);
    var text = new StringBuilder();
    for (int i = 0; i < filled.length(); i += 6) {
      text.append(ALPHABET.charAt(Integer.parseInt(filled.substring(i, i + 6), 2)));
    }
    return text.toString();
  }
}
