package dev.tagyard.consent.gpp;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A GPP string taken apart: the text of each section by its id.
public record GppString(Map<Integer, String> sections) {
  /// The section that holds a TC string, to be read by its own reader.
  public static final int TCF_EU = 2;

  public GppString {
    sections = Map.copyOf(sections);
  }

  /// Section ids in the order of the string.
  public SortedSet<Integer> ids() {
    return new TreeSet<>(new TreeMap<>(sections).keySet());
  }
}
