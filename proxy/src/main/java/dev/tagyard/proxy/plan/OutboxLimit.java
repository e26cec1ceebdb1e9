package dev.tagyard.proxy.plan;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The bytes that one destination's outbox may take, by the configuration in force. The disk is
/// asked for its size once for each setting.
public final class OutboxLimit implements LongSupplier {
  private final Supplier<Configuration> configuration;
  private final Path folder;
  private volatile Known known;

  private record Known(Configuration.Outbox setting, long bytes) {}

  /// @param folder of the event log
  public OutboxLimit(Supplier<Configuration> configuration, Path folder) {
    this.configuration = configuration;
    this.folder = folder;
    this.known = asked(configuration.get().outbox());
  }

  @Override
  public long getAsLong() {
    var setting = configuration.get().outbox();
    var last = known;
    if (!last.setting.equals(setting)) {
      last = asked(setting);
      known = last;
    }
    return last.bytes;
  }

  private Known asked(Configuration.Outbox setting) {
    return new Known(setting, setting.bytes(folder));
  }
}
