package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.rules.RuleObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// Plans to dispatch by.
final class Plans {
  private Plans() {}

  /// With one destination, `meta`.
  static Plan meta(Path folder) {
    return of(
        folder,
        """
        meta:
          type: meta
          pixel_id: "1234567890"
          access_token: token
        """);
  }

  /// With destinations, written in YAML.
  static Plan of(Path folder, String destinations) {
    var file = folder.resolve("tagyard.yaml");
    try {
      Files.writeString(
          file, "public:\n  listen: 127.0.0.1:0\ndestinations:\n" + destinations.indent(2));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    var loaded =
        new PlanReader(file, _ -> Optional.empty(), RuleObserver.NONE, InstantSource.system())
            .read(1);
    return loaded.plan().orElseThrow(() -> new AssertionError(loaded.problems()));
  }
}
