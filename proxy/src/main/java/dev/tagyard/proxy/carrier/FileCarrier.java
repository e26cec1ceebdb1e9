package dev.tagyard.proxy.carrier;

import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.plan.Egress;
import dev.tagyard.proxy.sender.Carrier;
import dev.tagyard.proxy.sender.HttpSender.NoAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Appends the body of a call to the file that its address names. Each file has one writer; who
/// comes meanwhile waits.
public final class FileCarrier implements Carrier {
  private static final HttpReply WRITTEN = new HttpReply(200, Map.of(), "");

  private final InstantSource clock;
  private final Map<Path, LineFile> files = new HashMap<>();

  public FileCarrier(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public HttpReply send(HttpCall call, Duration timeout, Egress egress) throws NoAnswer {
    try {
      file(Path.of(call.uri())).append(call.body(), rotation(call));
      return WRITTEN;
    } catch (IOException failure) {
      // What was half written is taken back, so a repeat does no harm.
      throw new NoAnswer(
          "the file cannot be written: " + failure.getClass().getSimpleName(), false, failure);
    }
  }

  /// One for each file, however its path is written and whoever else writes to it.
  private synchronized LineFile file(Path path) {
    return files.computeIfAbsent(
        path.toAbsolutePath().normalize(), file -> new LineFile(file, clock));
  }

  private static LineFile.Rotation rotation(HttpCall call) {
    return new LineFile.Rotation(
        number(call, "rotate-size"),
        Duration.ofMillis(number(call, "rotate-after")),
        (int) number(call, "keep"));
  }

  private static long number(HttpCall call, String header) {
    return Long.parseLong(call.headers().getOrDefault(header, "0"));
  }

  @Override
  public void closeUnused() {
    all().forEach(LineFile::closeUnused);
  }

  /// They stay known: so no file ever has two writers.
  private synchronized List<LineFile> all() {
    return List.copyOf(files.values());
  }

  @Override
  public synchronized void close() {
    files.values().forEach(LineFile::close);
    files.clear();
  }
}
