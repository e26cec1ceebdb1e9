package dev.tagyard.proxy;

import dev.tagyard.proxy.standin.StandIns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The public contract's configuration, as it stands in `contract/tagyard.yaml`.
final class Contract {
  static final Path FILE = Path.of("src/test/resources/contract/tagyard.yaml");
  static final String ADMIN_TOKEN = "an-admin-token";
  static final String SERVER_KEY = "a-server-key";
  static final String META_TOKEN = "a-meta-token";
  static final String GA4_SECRET = "a-ga4-secret";

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "TAGYARD_ADMIN_TOKEN", ADMIN_TOKEN,
          "TAGYARD_DATA_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
          "TAGYARD_SERVER_KEY", SERVER_KEY,
          "META_ACCESS_TOKEN", META_TOKEN,
          "GA4_API_SECRET", GA4_SECRET);

  private Contract() {}

  static Function<String, Optional<String>> environment() {
    return name -> Optional.ofNullable(ENVIRONMENT.get(name));
  }

  static Map<String, String> variables() {
    return ENVIRONMENT;
  }

  /// The file with nothing changed but addresses: any free ports, and the stand-ins' own.
  static String onFreePorts(StandIns vendors) throws IOException {
    return replace(
        Files.readString(FILE),
        Map.of(
            "127.0.0.1:8080", "127.0.0.1:0",
            "127.0.0.1:9090", "127.0.0.1:0",
            "http://127.0.0.1:9901", vendors.meta().endpoint().toString(),
            "http://127.0.0.1:9902", vendors.ga4().endpoint().toString(),
            "http://127.0.0.1:9903", vendors.partner().endpoint().toString()));
  }

  /// Each must be there: a configuration that changed under a test is no silent pass.
  static String replace(String text, Map<String, String> replacements) {
    var changed = text;
    for (var each : replacements.entrySet()) {
      if (!changed.contains(each.getKey())) {
        throw new AssertionError("not in the configuration: " + each.getKey());
      }
      changed = changed.replace(each.getKey(), each.getValue());
    }
    return changed;
  }
}
