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
    var path = Path.of(call.uri());
    try {
      file(path, rotation(call)).append(call.body());
      return WRITTEN;
    } catch (IOException failure) {
      // What was half written is taken back, so a repeat does no harm.
      throw new NoAnswer(
          "the file cannot be written: " + failure.getClass().getSimpleName(), false, failure);
    }
  }

  private synchronized LineFile file(Path path, LineFile.Rotation rotation) {
    var file = files.get(path);
    if (file == null || !file.rotation().equals(rotation)) {
      if (file != null) {
        file.close();
      }
      file = new LineFile(path, rotation, clock);
      files.put(path, file);
    }
    return file;
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
  public synchronized void close() {
    files.values().forEach(LineFile::close);
    files.clear();
  }
}
