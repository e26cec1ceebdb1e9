package dev.tagyard.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.function.IntFunction;

/// Many connections on one thread, each with one request under way: the next one goes out when the
/// answer is in, or when its time has come.
final class Load implements AutoCloseable {
  private static final int SAID = 200;
  private static final long WARM_NANOS = 4_000_000_000L;
  private static final int MOST_WARM_UPS = 40;
  private static final double CALM = 0.05;

  private final int port;
  private final Selector selector;
  private final Tally tally;
  private final int wantedStatus;
  private final int connections;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private long[] latencies = new long[1 << 16];
  private int measured;
  private long answered;
  private long failures;
  private Optional<String> firstFailure = Optional.empty();

  private static final class Connection {
    final Numbered request;
    final ByteBuffer answer = ByteBuffer.allocateDirect(8_192);
    ByteBuffer rest = ByteBuffer.allocateDirect(8_192);
    long sentAt;

    SocketChannel channel;

    Connection(Numbered request, SocketChannel channel) {
      this.request = request;
      this.channel = channel;
    }
  }

  /// @param requests by connection
  Load(int port, int connections, int wantedStatus, IntFunction<Numbered> requests, Tally tally)
      throws IOException {
    this.selector = Selector.open();
    this.tally = tally;
    this.wantedStatus = wantedStatus;
    this.connections = connections;
    this.port = port;
    for (var i = 0; i < connections; i++) {
      open(new Connection(requests.apply(i), channel()));
    }
  }

  private SocketChannel channel() throws IOException {
    var channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    return channel;
  }

  private void open(Connection connection) throws IOException {
    connection.channel.register(selector, SelectionKey.OP_READ, connection);
    idle.add(connection);
  }

  /// What a run saw.
  record Seen(long answered, long nanos, long[] sortedNanos) {}

  /// As fast as the answers come, or at a rate.
  ///
  /// @param most requests
  /// @param nanos after which nothing more is sent
  /// @param perSecond 0 for as fast as the answers come
  Seen run(long most, long nanos, double perSecond) throws IOException {
    // Whatever was closed meanwhile is open again before anything is sent.
    selector.selectNow(this::read);
    measured = 0;
    var start = System.nanoTime();
    var sent = 0L;
    var end = start + nanos;
    var last = start;
    while (true) {
      var now = System.nanoTime();
      var sending = now < end && sent < most;
      var allowed =
          perSecond == 0 ? most : Math.min(most, (long) ((now - start) / 1e9 * perSecond));
      while (sending && sent < allowed && !idle.isEmpty()) {
        send(idle.poll());
        sent++;
      }
      if (!sending && idle.size() == connections) {
        break;
      }
      if (now > end + 30_000_000_000L) {
        throw new IOException("answers are missing after 30 s: " + (connections - idle.size()));
      }
      selector.select(this::read, perSecond == 0 ? 1_000 : 1);
      last = System.nanoTime();
    }
    var sorted = Arrays.copyOf(latencies, measured);
    Arrays.sort(sorted);
    return new Seen(measured, last - start, sorted);
  }

  interface Between {
    void run() throws IOException;
  }

  /// Until the server's compilers are calm, so that it is the program that is measured and not its
  /// translation: they take less than a twentieth of the time then.
  ///
  /// @param seconds at least; with 0 it only tries out that all works
  /// @param between what happens between two rounds too, such as a scrape of the metrics: where a
  ///   server meets it for the first time it drops code that was compiled without it
  void warmUp(int seconds, Child server, Between between) throws IOException {
    if (seconds == 0) {
      run(connections, WARM_NANOS, 0);
      between.run();
      return;
    }
    var start = System.nanoTime();
    for (var turn = 0; turn < MOST_WARM_UPS; turn++) {
      var before = server.compilerSeconds();
      var turnStart = System.nanoTime();
      run(Long.MAX_VALUE, WARM_NANOS, 0);
      between.run();
      var now = System.nanoTime();
      var share = (server.compilerSeconds() - before) * 1e9 / (now - turnStart);
      if (share < CALM && now - start >= seconds * 1_000_000_000L) {
        return;
      }
    }
    System.out.println("  the server's compilers are not calm yet: the figures are too low");
  }

  /// Answers in all runs.
  long answered() {
    return answered;
  }

  /// Answers among them that were not the expected ones.
  long failures() {
    return failures;
  }

  Optional<String> firstFailure() {
    return firstFailure;
  }

  private void send(Connection connection) throws IOException {
    var number = tally.next();
    var bytes = connection.request.with(number);
    if (connection.rest.capacity() < bytes.length) {
      connection.rest = ByteBuffer.allocateDirect(bytes.length);
    }
    connection.rest.clear().put(bytes).flip();
    connection.sentAt = System.nanoTime();
    tally.sent(number, connection.sentAt);
    while (connection.rest.hasRemaining()) {
      // A request fits the socket's buffer: this does not spin in practice.
      connection.channel.write(connection.rest);
    }
  }

  private void read(SelectionKey key) {
    var connection = (Connection) key.attachment();
    var answer = connection.answer;
    try {
      if (connection.channel.read(answer) < 0) {
        reopen(connection);
        return;
      }
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
    var head = Http.headEnd(answer, answer.position());
    if (head < 0 || answer.position() < head + Http.contentLength(answer, head)) {
      return;
    }
    if (measured == latencies.length) {
      latencies = Arrays.copyOf(latencies, measured * 2);
    }
    answered++;
    latencies[measured++] = System.nanoTime() - connection.sentAt;
    if (Http.status(answer) != wantedStatus || Http.says(answer, head, "{\"accepted\":[]")) {
      failures++;
      firstFailure = firstFailure.or(() -> Optional.of(Http.text(answer, SAID)));
    }
    answer.clear();
    idle.add(connection);
  }

  /// A server ends what nobody used for a while, such as during the warm-up of another.
  private void reopen(Connection connection) throws IOException {
    if (!idle.remove(connection)) {
      throw new IOException("the server closed a connection and owes an answer");
    }
    connection.channel.close();
    connection.channel = channel();
    open(connection);
  }

  @Override
  public void close() throws IOException {
    for (var key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
