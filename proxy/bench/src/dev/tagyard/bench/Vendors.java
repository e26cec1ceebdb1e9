package dev.tagyard.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Three vendors that take everything: they find the numbers of the events in a request and say
/// yes; while they are closed, that they cannot now. One thread, beside the load generator.
final class Vendors implements AutoCloseable {
  private static final byte[] MARK = "evt-".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] LATER =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Selector selector;
  private final Tally tally;
  private final List<Integer> ports = new ArrayList<>();
  private final Thread thread;
  private volatile Set<Integer> closed = Set.of();

  private static final class Caller {
    final int vendor;
    ByteBuffer request = ByteBuffer.allocate(16_384);

    Caller(int vendor) {
      this.vendor = vendor;
    }
  }

  Vendors(Tally tally) throws IOException {
    this.tally = tally;
    selector = Selector.open();
    for (var vendor = 0; vendor < Tally.VENDORS; vendor++) {
      var channel = ServerSocketChannel.open();
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_ACCEPT, vendor);
      ports.add(((InetSocketAddress) channel.getLocalAddress()).getPort());
    }
    thread = Thread.ofPlatform().daemon().name("vendors").start(this::run);
  }

  /// From now on these take nothing, and all others everything.
  void close(Set<Integer> some) {
    closed = Set.copyOf(some);
  }

  int port(int vendor) {
    return ports.get(vendor);
  }

  private void run() {
    try {
      while (true) {
        selector.select(this::ready);
      }
    } catch (ClosedSelectorException | IOException closed) {
      // The bench is over.
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        var channel = ((ServerSocketChannel) key.channel()).accept();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Caller((int) key.attachment()));
      } else {
        read((SocketChannel) key.channel(), (Caller) key.attachment());
      }
    } catch (IOException gone) {
      key.cancel();
      close(key);
    }
  }

  private void read(SocketChannel channel, Caller caller) throws IOException {
    var request = caller.request;
    if (channel.read(request) < 0) {
      channel.close();
      return;
    }
    var head = Http.headEnd(request, request.position());
    var whole = head < 0 ? Integer.MAX_VALUE : head + Http.contentLength(request, head);
    if (request.position() >= whole) {
      var answer =
          ByteBuffer.wrap(
              closed.contains(caller.vendor)
                  ? LATER
                  : answer(caller.vendor, count(caller.vendor, request)));
      request.clear();
      while (answer.hasRemaining()) {
        channel.write(answer);
      }
    } else if (!request.hasRemaining()) {
      caller.request = ByteBuffer.allocate(request.capacity() * 2).put(request.flip());
    }
  }

  private int count(int vendor, ByteBuffer request) {
    var now = System.nanoTime();
    var bytes = request.array();
    var end = request.position() - MARK.length - Numbered.DIGITS;
    var events = 0;
    for (var at = 0; at <= end; at++) {
      if (bytes[at] == MARK[0]
          && bytes[at + 1] == MARK[1]
          && bytes[at + 2] == MARK[2]
          && bytes[at + 3] == MARK[3]) {
        var number = 0L;
        for (var digit = 0; digit < Numbered.DIGITS; digit++) {
          number = number * 10 + bytes[at + MARK.length + digit] - '0';
        }
        tally.arrived(vendor, number, now);
        events++;
      }
    }
    return events;
  }

  private static byte[] answer(int vendor, int events) {
    var text =
        switch (vendor) {
          case Tally.META -> json("{\"events_received\":" + events + ",\"messages\":[]}");
          case Tally.GA4 -> "HTTP/1.1 204 No Content\r\n\r\n";
          default -> json("{}");
        };
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String json(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException alreadyGone) {
      // Nothing is left to close.
    }
  }

  @Override
  public void close() throws IOException {
    for (var key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
