package dev.tagyard.proxy.plan;

/// Where to listen.
///
/// @param port 0 for any free one
public record HostPort(String host, int port) {
  /// @throws IllegalArgumentException saying what was expected
  public static HostPort parse(String text) {
    var colon = text.lastIndexOf(':');
    try {
      var port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port >= 0 && port <= 65_535) {
        return new HostPort(text.substring(0, colon).replace("[", "").replace("]", ""), port);
      }
    } catch (NumberFormatException notAPort) {
      // Falls through to the same complaint.
    }
    throw new IllegalArgumentException(
        "must be HOST:PORT such as 127.0.0.1:8080, not \"" + text + "\"");
  }

  /// The same on the port that it came to.
  public HostPort with(int port) {
    return new HostPort(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
