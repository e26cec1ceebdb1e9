package dev.tagyard.proxy.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/// One connection, as an attacker has it: any bytes go out, answers are read as far as they come.
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int LONGEST_LINE = 100_000;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})");

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new java.io.BufferedInputStream(socket.getInputStream(), 8_192);
    out = socket.getOutputStream();
  }

  /// The server ended the connection before it had answered all.
  static final class Closed extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    private final int answers;

    Closed(int answers) {
      super("closed after " + answers + " answers");
      this.answers = answers;
    }

    int answers() {
      return answers;
    }
  }

  /// @return false when the server has already ended the connection
  boolean write(byte[] bytes) {
    try {
      out.write(bytes);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  /// A few bytes at a time.
  void trickle(byte[] bytes, int most) {
    for (var at = 0; at < bytes.length; at += most) {
      if (!write(java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + most)))) {
        return;
      }
      LockSupport.parkNanos(100_000);
    }
  }

  /// Reads answers.
  ///
  /// @param lastToHead whether the last one has no body
  /// @return their statuses
  List<Integer> answers(int count, boolean lastToHead) throws Closed, IOException {
    var statuses = new ArrayList<Integer>();
    while (statuses.size() < count) {
      try {
        var status = answer(lastToHead && statuses.size() == count - 1);
        if (status >= 200) {
          statuses.add(status);
        }
      } catch (EOFException | SocketException closed) {
        throw new Closed(statuses.size());
      }
    }
    return statuses;
  }

  /// Ends this half and reads what comes; the statuses in it.
  List<Integer> untilClosed() {
    var read = new ByteArrayOutputStream();
    try {
      socket.shutdownOutput();
      in.transferTo(read);
    } catch (IOException reset) {
      // As good as closed.
    }
    var statuses = new ArrayList<Integer>();
    var found = STATUS.matcher(read.toString(StandardCharsets.ISO_8859_1));
    while (found.find()) {
      statuses.add(Integer.parseInt(found.group(1)));
    }
    return statuses;
  }

  /// What comes until the server ends the connection, or has nothing more to say.
  String all() throws IOException {
    var read = new ByteArrayOutputStream();
    try {
      in.transferTo(read);
    } catch (SocketException reset) {
      // As good as closed.
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  /// Goes away at once, with a reset.
  void vanish() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private int answer(boolean toHead) throws IOException {
    var first = line();
    var status = Integer.parseInt(first.substring(9, 12));
    var length = 0;
    var chunked = false;
    for (var header = line(); !header.isEmpty(); header = line()) {
      var lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).trim());
      }
      chunked |= lower.startsWith("transfer-encoding:");
    }
    if (toHead || status < 200 || status == 204 || status == 304) {
      return status;
    }
    if (chunked) {
      for (var size = chunk(); size > 0; size = chunk()) {
        in.skipNBytes(size + 2L);
      }
      line();
    } else {
      in.skipNBytes(length);
    }
    return status;
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > LONGEST_LINE) {
        throw new EOFException();
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
