package dev.tagyard.proxy.vendorlist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.consent.tcf.CmpList;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Optional;

/// Reads the list of consent platforms as the framework publishes it, version 2. Source: IAB Tech
/// Lab, "Consent Management Platform API", section on the list of platforms.
public final class CmpListJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_ID = 4_095;

  private CmpListJson() {}

  /// @throws IllegalArgumentException saying what is wrong: half a list would refuse half the
  ///   strings
  public static CmpList read(byte[] bytes) {
    JsonNode tree;
    try {
      tree = JSON.readTree(bytes);
    } catch (IOException broken) {
      throw new IllegalArgumentException("is no JSON", broken);
    }
    var day = Dates.day(tree.path("lastUpdated").asText());
    var entries = tree.path("cmps");
    if (day.isEmpty() || !entries.isObject() || entries.isEmpty()) {
      throw new IllegalArgumentException("has no date or no platforms");
    }
    var platforms = new HashMap<Integer, Optional<LocalDate>>();
    for (var entry : entries) {
      int id = entry.path("id").asInt();
      if (id < 1 || id > LARGEST_ID) {
        throw new IllegalArgumentException("has a platform without an id");
      }
      platforms.put(id, Dates.deleted(entry));
    }
    return new CmpList(day.get(), platforms);
  }
}
