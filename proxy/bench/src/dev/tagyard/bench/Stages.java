package dev.tagyard.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/// Where the time of an event goes on its whole way to three vendors: samples of CPU time of the
/// flight recorder, by the innermost package of ours in each stack, scaled to what the process
/// took.
final class Stages {
  private static final long SECOND = 1_000_000_000L;
  private static final String OURS = "dev.tagyard.";
  private static final int MOST_METHODS = 25;

  private final Path folder;
  private final Cores cores;
  private final Options options;

  Stages(Path folder, Cores cores, Options options) {
    this.folder = folder;
    this.cores = cores;
    this.options = options;
  }

  /// @return whether all arrived
  boolean run() throws IOException {
    System.out.println(
        "\nCPU of an event by stage, to 3 vendors, with a YAML and a JavaScript rule");
    var recording = folder.resolve("stages.jfr");
    var java =
        "-XX:StartFlightRecording:jdk.CPUTimeSample#enabled=true,"
            + "jdk.CPUTimeSample#throttle=5ms,dumponexit=true,filename="
            + recording
            + " "
            + System.getProperty("bench.java", "");
    var setting = new Tagyard.Setting(false, true, false, false);
    double micros;
    Instant from;
    Instant to;
    boolean good;
    try (var tagyard = Tagyard.start(folder.resolve("stages"), cores, setting, java);
        var load =
            new Load(
                tagyard.port(), options.connections(), 202, Requests::event, tagyard.tally())) {
      load.warmUp(options.warmSeconds(), tagyard.child(), () -> tagyard.drain(0));
      tagyard.pin();
      from = Instant.now();
      var cpu = tagyard.child().cpuSeconds();
      var answered = load.answered();
      for (var round = 0; round < options.rounds(); round++) {
        load.run(Long.MAX_VALUE, options.seconds() * SECOND, 0);
        tagyard.drain(0);
      }
      to = Instant.now();
      var events = load.answered() - answered;
      micros = (tagyard.child().cpuSeconds() - cpu) * 1e6 / events;
      System.out.printf("  %,d events, %.1f µs of CPU each%n", events, micros);
      good = load.failures() == 0 && tagyard.allArrived(load.answered());
    }
    print(recording, from, to, micros);
    return good;
  }

  private static void print(Path recording, Instant from, Instant to, double micros)
      throws IOException {
    var stages = new HashMap<String, Integer>();
    var methods = new HashMap<String, Integer>();
    var samples = 0;
    try (var file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        var event = file.readEvent();
        if (event.getEventType().getName().equals("jdk.CPUTimeSample")
            && event.getStartTime().isAfter(from)
            && event.getStartTime().isBefore(to)) {
          samples++;
          stages.merge(stage(event), 1, Integer::sum);
          methods.merge(method(event), 1, Integer::sum);
        }
      }
    }
    System.out.printf("  %,d samples%n", samples);
    print(stages, samples, micros, Integer.MAX_VALUE);
    System.out.println("  the methods of ours that take the most");
    print(methods, samples, micros, MOST_METHODS);
  }

  private static void print(Map<String, Integer> counts, int samples, double micros, int most) {
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(most)
        .forEach(each -> {
          var share = (double) each.getValue() / samples;
          System.out.printf("  %7.1f µs %5.1f%%  %s%n", share * micros, 100 * share, each.getKey());
        });
  }

  /// The log's work is told by whom it is for.
  private static String stage(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return thread(event);
    }
    var stage = "";
    var ofLog = "";
    for (var frame : event.getStackTrace().getFrames()) {
      var type = type(frame.getMethod());
      if (type.startsWith(OURS)) {
        if (stage.isEmpty()) {
          stage = type.substring(OURS.length(), type.lastIndexOf('.'));
        }
        if (type.endsWith(".Preparation")) {
          ofLog = "proxy.eventlog: seal, " + frame.getMethod().getName();
        }
        if (type.endsWith(".OutboxReader")) {
          ofLog = "proxy.eventlog: read an outbox";
        }
      }
    }
    return stage.isEmpty() ? thread(event) : ofLog.isEmpty() ? stage : ofLog;
  }

  private static String method(RecordedEvent event) {
    if (event.getStackTrace() != null) {
      for (var frame : event.getStackTrace().getFrames()) {
        var type = type(frame.getMethod());
        if (type.startsWith(OURS)) {
          return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
        }
      }
    }
    return thread(event);
  }

  private static String type(RecordedMethod method) {
    return method.getType().getName().replaceAll("\\$.*", "");
  }

  /// What has none of ours in its stack, by its thread's kind.
  private static String thread(RecordedEvent event) {
    var thread = event.getThread("eventThread");
    var name = thread == null || thread.getJavaName() == null ? "unknown" : thread.getJavaName();
    return "(" + name.replaceAll("[-0-9]+$", "") + ")";
  }
}
