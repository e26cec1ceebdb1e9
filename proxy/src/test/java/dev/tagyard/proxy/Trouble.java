package dev.tagyard.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A bad road to a vendor: connections to it are passed on, or not, as it is told.
final class Trouble implements AutoCloseable {
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket server;
  private volatile int target;
  private volatile Kind kind = Kind.NONE;

  /// What is wrong with the road.
  enum Kind {
    NONE,
    /// Nobody listens.
    REFUSED,
    /// Connections are taken and reset.
    RESET,
    /// Connections are taken, and nothing ever comes back.
    SILENT,
    /// Answers come byte by byte.
    DRIP,
    /// What answers does not speak HTTP.
    GARBAGE
  }

  Trouble() throws IOException {
    server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    port = server.getLocalPort();
    accept(server);
  }

  void leadsTo(URI vendor) {
    target = vendor.getPort();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// From now on; connections that are open are cut.
  synchronized void set(Kind next) throws IOException {
    var before = kind;
    kind = next;
    open.forEach(Trouble::cut);
    if (next == Kind.REFUSED) {
      server.close();
    } else if (before == Kind.REFUSED) {
      var again = new ServerSocket();
      again.setReuseAddress(true);
      again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      server = again;
      accept(again);
    }
  }

  private void accept(ServerSocket on) {
    Thread.startVirtualThread(() -> {
      try {
        while (true) {
          var socket = on.accept();
          open.add(socket);
          Thread.startVirtualThread(() -> serve(socket));
        }
      } catch (IOException closed) {
        // It is opened again, or the test ends.
      }
    });
  }

  private void serve(Socket client) {
    try {
      switch (kind) {
        case REFUSED, RESET -> cut(client);
        case SILENT -> client.getInputStream().transferTo(OutputStream.nullOutputStream());
        case GARBAGE -> {
          client
              .getOutputStream()
              .write("What do you want?\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          client.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
        case NONE -> pass(client, false);
        case DRIP -> pass(client, true);
      }
    } catch (IOException gone) {
      // One end has hung up, or was cut.
    } finally {
      cut(client);
    }
  }

  private void pass(Socket client, boolean drip) throws IOException {
    try (var vendor = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(vendor);
      Thread.startVirtualThread(() -> {
        try {
          client.getInputStream().transferTo(vendor.getOutputStream());
        } catch (IOException gone) {
          // The other direction ends too.
        } finally {
          cut(vendor);
        }
      });
      if (drip) {
        drip(vendor.getInputStream(), client.getOutputStream());
      } else {
        vendor.getInputStream().transferTo(client.getOutputStream());
      }
      open.remove(vendor);
    }
  }

  private static void drip(InputStream from, OutputStream to) throws IOException {
    for (var b = from.read(); b >= 0; b = from.read()) {
      to.write(b);
      to.flush();
    }
  }

  private static void cut(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException cutAlready) {
      // Nothing is left to do.
    }
  }

  @Override
  public synchronized void close() throws IOException {
    server.close();
    open.forEach(Trouble::cut);
  }
}
