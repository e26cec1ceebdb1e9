package dev.tagyard.consent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.consent.tcf.VendorList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/// The published vectors and a small invented vendor list; the real list only where the checkout
/// has one beside it, for it may not be shipped.
public final class TestFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestFiles() {}

  public static List<JsonNode> vectors(String kind) {
    var vectors = new ArrayList<JsonNode>();
    for (var vector : resource("/consent/vectors.json").path("vectors")) {
      if (vector.path("kind").asText().equals(kind)) {
        vectors.add(vector);
      }
    }
    return vectors;
  }

  public static VendorList vendorList() {
    return list(resource("/consent/vendor-list.json"));
  }

  public static Optional<VendorList> realVendorList() {
    var here = Path.of("").toAbsolutePath();
    return IntStream.rangeClosed(0, here.getNameCount())
        .mapToObj(up -> here.resolve("../".repeat(up)).normalize())
        .map(folder -> folder.resolve("shared/data/gvl/gvl-v123-slim.json"))
        .filter(Files::exists)
        .findFirst()
        .map(TestFiles::file);
  }

  public static List<Integer> ints(JsonNode array) {
    var numbers = new ArrayList<Integer>();
    array.forEach(number -> numbers.add(number.asInt()));
    return numbers;
  }

  private static VendorList list(JsonNode json) {
    var list = VendorList.builder(json.path("vendorListVersion").asInt());
    for (var vendor : json.path("vendors")) {
      list.vendor(
          vendor.path("id").asInt(),
          vendor.path("name").asText(),
          ints(vendor.path("purposes")),
          ints(vendor.path("legIntPurposes")),
          ints(vendor.path("flexiblePurposes")),
          Optional.of(vendor.path("deletedDate").asText(""))
              .filter(date -> !date.isEmpty())
              .map(date -> LocalDate.parse(date.substring(0, 10))));
    }
    return list.build();
  }

  private static VendorList file(Path file) {
    try {
      return list(JSON.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode resource(String name) {
    try (var in = Objects.requireNonNull(TestFiles.class.getResourceAsStream(name))) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
