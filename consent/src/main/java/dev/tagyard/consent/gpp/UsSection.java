package dev.tagyard.consent.gpp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where a section of the United States holds its opt-outs: each is a field of two bits.
///
/// @param state ISO 3166-2 part of the state; empty for the national section
/// @param sale bit offset of SaleOptOut
/// @param sharing of SharingOptOut, where the section has it
/// @param targeted of TargetedAdvertisingOptOut, where the section has it
/// @param child of the first known-child field
/// @param children how many known-child fields there are; none are read where their place is not
///   certain
/// @param bits length of the core part
public record UsSection(
    int id,
    String name,
    String state,
    int sale,
    Optional<Integer> sharing,
    Optional<Integer> targeted,
    int child,
    int children,
    int bits) {

  /// The national section grew in 2024 without a new version: only what lies before the change
  /// keeps its place, so its tail is not read. The length is the older one.
  private static final UsSection NATIONAL =
      new UsSection(7, "usnat", "", 18, Optional.of(20), Optional.of(22), 24, 0, 60);

  /// Source: IAB Tech Lab, GPP section specifications of the states.
  public static final List<UsSection> ALL =
      List.of(
          NATIONAL,
          new UsSection(8, "usca", "CA", 12, Optional.of(14), Optional.empty(), 34, 2, 46),
          state(9, "usva", "VA", 12, 32, 1, 40),
          state(10, "usco", "CO", 12, 30, 1, 38),
          state(11, "usut", "UT", 14, 34, 1, 42),
          state(12, "usct", "CT", 12, 32, 3, 44),
          state(13, "usfl", "FL", 12, 32, 3, 46),
          state(14, "usmt", "MT", 12, 32, 3, 46),
          state(15, "usor", "OR", 12, 38, 3, 52),
          state(16, "ustx", "TX", 12, 32, 1, 42),
          state(17, "usde", "DE", 12, 34, 5, 52),
          state(18, "usia", "IA", 14, 34, 1, 42),
          state(19, "usne", "NE", 12, 32, 1, 42),
          state(20, "usnh", "NH", 12, 32, 3, 46),
          state(21, "usnj", "NJ", 12, 36, 5, 54),
          state(22, "ustn", "TN", 12, 32, 1, 42),
          state(23, "usmn", "MN", 12, 32, 1, 42));

  /// Sections known by name whose layout is another one; in force they count as opted out.
  private static final Map<Integer, String> UNREADABLE =
      Map.of(24, "MD", 25, "IN", 26, "KY", 27, "RI");

  private static final Map<Integer, UsSection> BY_ID =
      ALL.stream().collect(Collectors.toUnmodifiableMap(UsSection::id, Function.identity()));

  private static final Map<String, Integer> BY_STATE =
      Stream.concat(
              ALL.stream().filter(s -> !s.state.isEmpty()).map(s -> Map.entry(s.state, s.id)),
              UNREADABLE.entrySet().stream().map(e -> Map.entry(e.getValue(), e.getKey())))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private static UsSection state(
      int id, String name, String state, int sale, int child, int children, int bits) {
    return new UsSection(
        id, name, state, sale, Optional.empty(), Optional.of(sale + 2), child, children, bits);
  }

  public static Optional<UsSection> byId(int id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  /// The id of a state's section, also where its layout is not known.
  public static Optional<Integer> idOfState(String state) {
    return Optional.ofNullable(BY_STATE.get(state));
  }
}
