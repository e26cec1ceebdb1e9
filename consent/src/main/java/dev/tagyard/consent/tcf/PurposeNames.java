package dev.tagyard.consent.tcf;

import java.util.List;

/// What the framework's numbers stand for, in a few words of ours; the official texts are the
/// vendor list's.
public final class PurposeNames {
  private static final List<String> PURPOSES =
      List.of(
          "store or read information on the device",
          "choose advertising by limited data",
          "build profiles for personalised advertising",
          "use profiles to choose advertising",
          "build profiles to personalise content",
          "use profiles to choose content",
          "measure how advertising performs",
          "measure how content performs",
          "understand audiences by statistics",
          "develop and improve services",
          "choose content by limited data");

  private static final List<String> SPECIAL_FEATURES =
      List.of("use precise location", "scan the device actively to identify it");

  private PurposeNames() {}

  /// How many purposes the framework has.
  public static int count() {
    return PURPOSES.size();
  }

  public static String purpose(int number) {
    return name(PURPOSES, number, "purpose ");
  }

  public static String specialFeature(int number) {
    return name(SPECIAL_FEATURES, number, "special feature ");
  }

  private static String name(List<String> names, int number, String what) {
    return number >= 1 && number <= names.size()
        ? names.get(number - 1)
        : what + number + ", which has no name yet";
  }
}
