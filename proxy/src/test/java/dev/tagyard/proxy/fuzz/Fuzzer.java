package dev.tagyard.proxy.fuzz;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Many connections at once, each with attack after attack and a neighbour now and then: behind
/// them on the same connection, among them in one pipeline, or on one of its own.
final class Fuzzer {
  /// An HTTP version that there is not, and a log that cannot take an event.
  private static final Set<Integer> DOCUMENTED = Set.of(501, 503);

  private static final int CONNECTIONS = 48;
  private static final int TRIES = 5;
  private static final int NEIGHBOUR_EVERY = 25;
  private static final int PIPELINE_EVERY = 8;

  private final int port;
  private final long seed;
  private final Neighbours neighbours;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private final Map<String, Map<Integer, AtomicLong>> statuses = new ConcurrentSkipListMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  Fuzzer(int port, long seed, Neighbours neighbours) {
    this.port = port;
    this.seed = seed;
    this.neighbours = neighbours;
  }

  /// Sends requests until so many are out, counted over all runs.
  void run(long until) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < CONNECTIONS; i++) {
      threads.add(Thread.ofVirtual().start(() -> attackUntil(until)));
    }
    for (var thread : threads) {
      thread.join();
    }
  }

  /// What went wrong, each with the number that repeats it.
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /// Answers by kind and status; 0 is a connection that ended without one.
  String summary() {
    return statuses.toString();
  }

  private void attackUntil(long until) {
    var wire = Optional.<Wire>empty();
    try {
      while (sent.get() < until) {
        wire = step(next.getAndIncrement(), wire);
      }
      if (wire.isPresent()) {
        wire.get().close();
      }
    } catch (IOException | RuntimeException broken) {
      wrong.add("the server takes no connection: " + broken);
    }
  }

  /// @return the connection, when it can still be used
  private Optional<Wire> step(int number, Optional<Wire> open) throws IOException {
    var wire = open.isPresent() ? open.get() : new Wire(port);
    if (number % NEIGHBOUR_EVERY == 0) {
      sent.incrementAndGet();
      return neighbour(number, wire);
    }
    var pipelined = number % PIPELINE_EVERY == 0;
    var attack = pipelined ? Attacks.pipelined(seed + number) : Attacks.of(seed + number);
    sent.addAndGet(attack.requests());
    try {
      if (pipelined) {
        return pipelineWithNeighbour(number, attack, wire);
      }
      return attack(number, attack, wire) ? Optional.of(wire) : Optional.empty();
    } catch (SocketTimeoutException silent) {
      wrong.add(number + " " + attack.kind() + ": no answer");
      wire.vanish();
      return Optional.empty();
    }
  }

  private Optional<Wire> pipelineWithNeighbour(int number, Attack attack, Wire wire)
      throws IOException {
    sent.incrementAndGet();
    wire.write(attack.bytes());
    wire.write(Neighbours.request(number));
    if (!read(number, attack, wire, attack.requests(), false)) {
      return neighbour(number, new Wire(port));
    }
    try {
      return accepted(number, wire.answers(1, false).getFirst(), wire);
    } catch (Wire.Closed closed) {
      wire.close();
      return neighbour(number, new Wire(port));
    }
  }

  /// @return whether the connection can still be used
  private boolean attack(int number, Attack attack, Wire wire) throws IOException {
    switch (attack.then()) {
      case Attack.Then.Gone() -> {
        wire.write(attack.bytes());
        wire.vanish();
        return false;
      }
      case Attack.Then.UntilClosed() -> {
        wire.write(attack.bytes());
        wire.untilClosed().forEach(status -> answered(number, attack, status));
        wire.close();
        return false;
      }
      case Attack.Then.Answers(var count, var toHead) -> {
        wire.write(attack.bytes());
        return read(number, attack, wire, count, toHead);
      }
      case Attack.Then.Slow() -> {
        wire.trickle(attack.bytes(), 7);
        return read(number, attack, wire, 1, false);
      }
    }
  }

  private boolean read(int number, Attack attack, Wire wire, int count, boolean toHead)
      throws IOException {
    try {
      wire.answers(count, toHead).forEach(status -> answered(number, attack, status));
      return true;
    } catch (Wire.Closed closed) {
      answered(number, attack, 0);
      wire.close();
      return false;
    }
  }

  /// A whole request, tried again on a new connection when an attack before it ended this one.
  private Optional<Wire> neighbour(int number, Wire open) throws IOException {
    var bytes = Neighbours.request(number);
    var wire = open;
    for (var tries = 0; tries < TRIES; tries++) {
      try {
        wire.write(bytes);
        return accepted(number, wire.answers(1, false).getFirst(), wire);
      } catch (Wire.Closed closed) {
        wire.close();
        wire = new Wire(port);
      }
    }
    wrong.add(number + " neighbour: not answered");
    wire.close();
    return Optional.empty();
  }

  private Optional<Wire> accepted(int number, int status, Wire wire) {
    if (status == 202) {
      neighbours.accepted(number);
    } else {
      wrong.add(number + " neighbour: " + status);
    }
    return Optional.of(wire);
  }

  private void answered(int number, Attack attack, int status) {
    statuses
        .computeIfAbsent(attack.kind(), kind -> new ConcurrentHashMap<>())
        .computeIfAbsent(status, of -> new AtomicLong())
        .incrementAndGet();
    if (status >= 500 && !DOCUMENTED.contains(status)) {
      wrong.add(number + " " + attack.kind() + ": " + status);
    }
  }
}
