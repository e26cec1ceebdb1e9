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
    var file = folder.resolve("tagyard.yaml");
    try {
      Files.writeString(
          file,
          """
          public:
            listen: 127.0.0.1:0
          destinations:
            meta:
              type: meta
              pixel_id: "1234567890"
              access_token: token
          """);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return new PlanReader(file, _ -> Optional.empty(), RuleObserver.NONE, InstantSource.system())
        .read(1)
        .plan()
        .orElseThrow();
  }
}
