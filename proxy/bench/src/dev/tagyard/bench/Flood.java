package dev.tagyard.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Garbage from one address at a steady rate, several requests in one write, on a thread of its
/// own. Where the server falls behind, less is sent than was wanted; what was sent is counted.
final class Flood implements AutoCloseable {
  private static final int CONNECTIONS = 32;
  private static final int BATCH = 10;
  private static final int MOST_OUTSTANDING = 50 * BATCH;
  private static final String FROM = "X-Forwarded-For: 203.0.113.66\r\n";
  private static final byte[] STATUS = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);

  private final Selector selector = Selector.open();
  private final List<Connection> connections = new ArrayList<>();
  private final byte[][] batches;
  private final Thread thread = new Thread(this::run, "flood");
  private final double perSecond;
  private volatile boolean over;
  private volatile long sent;
  private volatile long answered;
  private volatile long refused;

  private static final class Connection {
    final SocketChannel channel;
    final ByteBuffer answers = ByteBuffer.allocateDirect(65_536);
    ByteBuffer rest = ByteBuffer.allocate(0);
    int outstanding;
    int matched;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private Flood(int port, double perSecond) throws IOException {
    this.perSecond = perSecond;
    this.batches = batches(new Random(1));
    for (var i = 0; i < CONNECTIONS; i++) {
      var channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      var connection = new Connection(channel);
      channel.register(selector, SelectionKey.OP_READ, connection);
      connections.add(connection);
    }
  }

  static Flood start(int port, double perSecond) throws IOException {
    var flood = new Flood(port, perSecond);
    flood.thread.start();
    return flood;
  }

  long sent() {
    return sent;
  }

  /// Answers of any kind.
  long answered() {
    return answered;
  }

  /// Answers 429.
  long refused() {
    return refused;
  }

  private void run() {
    var start = System.nanoTime();
    var next = 0;
    try {
      while (!over) {
        var due = (long) ((System.nanoTime() - start) / 1e9 * perSecond);
        for (var tried = 0; tried < CONNECTIONS && sent + BATCH <= due; tried++) {
          if (send(connections.get(next++ % CONNECTIONS))) {
            sent += BATCH;
          }
        }
        selector.select(this::read, 1);
      }
    } catch (IOException broken) {
      throw new IllegalStateException("the server ended a connection of the flood", broken);
    }
  }

  /// @return false while the connection still waits for what was sent before
  private boolean send(Connection connection) throws IOException {
    if (!connection.rest.hasRemaining() && connection.outstanding < MOST_OUTSTANDING) {
      connection.rest = ByteBuffer.wrap(batches[(int) (sent / BATCH % batches.length)]);
      connection.outstanding += BATCH;
      connection.channel.write(connection.rest);
      return true;
    }
    connection.channel.write(connection.rest);
    return false;
  }

  private void read(SelectionKey key) {
    var connection = (Connection) key.attachment();
    var answers = connection.answers.clear();
    try {
      if (connection.channel.read(answers) < 0) {
        throw new IOException("end");
      }
    } catch (IOException broken) {
      throw new IllegalStateException("the server ended a connection of the flood", broken);
    }
    answers.flip();
    while (answers.hasRemaining()) {
      count(connection, answers.get());
    }
  }

  private void count(Connection connection, byte octet) {
    if (connection.matched == STATUS.length) {
      answered++;
      // No other status that this is answered with begins with 42.
      connection.matched = octet == '4' ? connection.matched + 1 : 0;
      connection.outstanding--;
    } else if (connection.matched == STATUS.length + 1) {
      refused += octet == '2' ? 1 : 0;
      connection.matched = 0;
    } else {
      connection.matched =
          octet == STATUS[connection.matched] ? connection.matched + 1 : octet == 'H' ? 1 : 0;
    }
  }

  /// Bodies and queries of noise, as often as not to the routes that take events.
  private static byte[][] batches(Random random) {
    var batches = new byte[16][];
    for (var i = 0; i < batches.length; i++) {
      var batch = new StringBuilder();
      for (var request = 0; request < BATCH; request++) {
        batch.append(
            switch (request % 4) {
              case 0 -> "GET /px.gif?" + noise(random, 200) + " HTTP/1.1\r\n" + head() + "\r\n";
              case 1 -> "GET /" + noise(random, 30) + " HTTP/1.1\r\n" + head() + "\r\n";
              case 2 -> post("/g/collect?v=2", noise(random, 400));
              default -> post("/e", "{\"" + noise(random, 800));
            });
      }
      batches[i] = batch.toString().getBytes(StandardCharsets.US_ASCII);
    }
    return batches;
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\n"
        + head()
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String head() {
    return "Host: t.example.com\r\nUser-Agent: Mozilla/5.0\r\n" + FROM;
  }

  private static String noise(Random random, int length) {
    var noise = new StringBuilder();
    for (var i = 0; i < length; i++) {
      noise.append((char) ('0' + random.nextInt(60)));
    }
    return noise.toString().replace('?', '%').replace(' ', '_');
  }

  @Override
  public void close() throws IOException {
    over = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    for (var connection : connections) {
      connection.channel.close();
    }
    selector.close();
  }
}
