package dev.tagyard.bench;

import java.util.Set;

/// The command line.
///
/// @param rounds in turns, of so many seconds each after the warm-up
/// @param only parts to run
/// @param events of each of two soaks; entries of the backlog that is drained
record Options(
    int rounds,
    int seconds,
    int warmSeconds,
    int connections,
    Set<String> only,
    boolean soak,
    long events) {
  private static final Set<String> PARTS = Set.of("accept", "deliver", "gif", "way", "attack");

  /// Parts that run only when they are asked for.
  private static final Set<String> LONG =
      Set.of("dead", "drain", "stages", "idle", "start", "hostile");

  static Options read(String... arguments) {
    var options = new Options(5, 2, 15, 128, PARTS, false, 1_000_000);
    for (var at = 0; at < arguments.length; at++) {
      options =
          switch (arguments[at]) {
            case "--rounds" -> options.withRounds(number(arguments, ++at));
            case "--seconds" -> options.withSeconds(number(arguments, ++at));
            case "--warm-up" -> options.withWarmSeconds(number(arguments, ++at));
            case "--connections" -> options.withConnections(number(arguments, ++at));
            case "--only" -> options.withOnly(parts(value(arguments, ++at)));
            case "--soak" -> options.withSoak();
            case "--events" -> options.withEvents(number(arguments, ++at));
            default -> throw usage(arguments[at] + " is no option");
          };
    }
    return options;
  }

  private static Set<String> parts(String names) {
    var parts = Set.of(names.split(","));
    for (var part : parts) {
      if (!PARTS.contains(part) && !LONG.contains(part)) {
        throw usage(part + " is no part");
      }
    }
    return parts;
  }

  private static String value(String[] arguments, int at) {
    if (at >= arguments.length) {
      throw usage(arguments[at - 1] + " needs a value");
    }
    return arguments[at];
  }

  private static int number(String[] arguments, int at) {
    try {
      return Integer.parseInt(value(arguments, at));
    } catch (NumberFormatException notANumber) {
      throw usage(arguments[at] + " is no number");
    }
  }

  private static IllegalArgumentException usage(String wrong) {
    return new IllegalArgumentException(
        wrong
            + "\nusage: run [--rounds N] [--seconds N] [--warm-up N] [--connections N]"
            + " [--only accept,deliver,gif,way,attack,dead,drain,stages,idle,start,hostile]"
            + " [--soak] [--events N]");
  }

  private Options withRounds(int to) {
    return new Options(to, seconds, warmSeconds, connections, only, soak, events);
  }

  private Options withSeconds(int to) {
    return new Options(rounds, to, warmSeconds, connections, only, soak, events);
  }

  private Options withWarmSeconds(int to) {
    return new Options(rounds, seconds, to, connections, only, soak, events);
  }

  private Options withConnections(int to) {
    return new Options(rounds, seconds, warmSeconds, to, only, soak, events);
  }

  private Options withOnly(Set<String> to) {
    return new Options(rounds, seconds, warmSeconds, connections, to, soak, events);
  }

  private Options withSoak() {
    return new Options(rounds, seconds, warmSeconds, connections, only, true, events);
  }

  private Options withEvents(long to) {
    return new Options(rounds, seconds, warmSeconds, connections, only, soak, to);
  }
}
