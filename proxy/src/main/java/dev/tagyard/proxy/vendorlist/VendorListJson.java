package dev.tagyard.proxy.vendorlist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.consent.tcf.VendorList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads the vendor list as the framework publishes it, format 3, and takes from it what a decision
/// needs. Source: IAB Tech Lab, "Consent string and vendor list formats v2".
public final class VendorListJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FORMAT = 3;
  private static final int MOST_VENDORS = 65_535;

  private VendorListJson() {}

  /// @throws IllegalArgumentException saying what is wrong: half a list would deny half the vendors
  public static VendorList read(byte[] bytes) {
    JsonNode tree;
    try {
      tree = JSON.readTree(bytes);
    } catch (IOException broken) {
      throw new IllegalArgumentException("is no JSON", broken);
    }
    if (tree == null || tree.path("gvlSpecificationVersion").asInt() != FORMAT) {
      throw new IllegalArgumentException("is no vendor list of format " + FORMAT);
    }
    int version = tree.path("vendorListVersion").asInt();
    var vendors = tree.path("vendors");
    if (version < 1 || !vendors.isObject() || vendors.isEmpty() || vendors.size() > MOST_VENDORS) {
      throw new IllegalArgumentException("has no version or no vendors");
    }
    var list = VendorList.builder(version);
    for (var vendor : vendors) {
      int id = vendor.path("id").asInt();
      if (id < 1 || id > MOST_VENDORS) {
        throw new IllegalArgumentException("has a vendor without an id");
      }
      list.vendor(
          id,
          vendor.path("name").asText(),
          purposes(vendor, "purposes"),
          purposes(vendor, "legIntPurposes"),
          purposes(vendor, "flexiblePurposes"),
          Dates.deleted(vendor));
    }
    return list.build();
  }

  private static List<Integer> purposes(JsonNode vendor, String key) {
    var list = vendor.path(key);
    if (!list.isArray() && !list.isMissingNode()) {
      throw new IllegalArgumentException("has a vendor whose " + key + " is no list");
    }
    var numbers = new ArrayList<Integer>();
    for (var number : list) {
      if (!number.isInt()) {
        throw new IllegalArgumentException("has a vendor with a purpose that is no number");
      }
      numbers.add(number.asInt());
    }
    return numbers;
  }
}
