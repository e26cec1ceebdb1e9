package dev.tagyard.proxy.visitor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a small database in MaxMind's format, version 2: a binary tree over IPv6 addresses, IPv4
/// below `::/96`. Source: "MaxMind DB File Format Specification".
public final class RegionDatabase {
  private static final int RECORD_BITS = 24;

  /// Left and right of each node: the number of a node, [#NOTHING], or a place in the data below
  /// it.
  private final List<int[]> nodes = new ArrayList<>(List.of(node()));

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private static final int NOTHING = -1;

  private static int[] node() {
    return new int[] {NOTHING, NOTHING};
  }

  /// @param subdivision empty for none
  public RegionDatabase with(Cidr network, String country, String subdivision) {
    var place = data.size();
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("country", Map.of("iso_code", country));
    if (!subdivision.isEmpty()) {
      record.put("subdivisions", List.of(Map.of("iso_code", subdivision)));
    }
    write(data, record);
    var bits = bits(network.network());
    var depth = network.bits() + (network.network().getAddress().length == 4 ? 96 : 0);
    var at = 0;
    for (var i = 0; i < depth - 1; i++) {
      var next = nodes.get(at)[bits[i]];
      if (next < 0) {
        next = nodes.size();
        nodes.add(node());
        nodes.get(at)[bits[i]] = next;
      }
      at = next;
    }
    nodes.get(at)[bits[depth - 1]] = -2 - place;
    return this;
  }

  public byte[] bytes() {
    var file = new ByteArrayOutputStream();
    for (var node : nodes) {
      for (var record : node) {
        var value =
            record >= 0
                ? record
                : record == NOTHING ? nodes.size() : nodes.size() + 16 + (-2 - record);
        file.write(value >> 16);
        file.write(value >> 8);
        file.write(value);
      }
    }
    file.writeBytes(new byte[16]);
    file.writeBytes(data.toByteArray());
    file.writeBytes("\u00ab\u00cd\u00efMaxMind.com".getBytes(ISO_8859_1));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("node_count", nodes.size());
    metadata.put("record_size", (short) RECORD_BITS);
    metadata.put("ip_version", (short) 6);
    metadata.put("database_type", "Test");
    metadata.put("languages", List.of("en"));
    metadata.put("binary_format_major_version", (short) 2);
    metadata.put("binary_format_minor_version", (short) 0);
    metadata.put("build_epoch", 1_763_000_000L);
    metadata.put("description", Map.of("en", "invented"));
    write(file, metadata);
    return file.toByteArray();
  }

  private static int[] bits(InetAddress address) {
    var bytes = address.getAddress();
    var start = bytes.length == 4 ? 96 : 0;
    var bits = new int[128];
    for (var i = 0; i < bytes.length * 8; i++) {
      bits[start + i] = bytes[i / 8] >> (7 - i % 8) & 1;
    }
    return bits;
  }

  private static void write(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case String text -> {
        var bytes = text.getBytes(UTF_8);
        out.write(2 << 5 | bytes.length);
        out.writeBytes(bytes);
      }
      case Short number -> number(out, 5 << 5, 2, number);
      case Integer number -> number(out, 6 << 5, 4, number);
      case Long number -> {
        out.write(8);
        out.write(9 - 7);
        number(out, -1, 8, number);
      }
      case Map<?, ?> map -> {
        out.write(7 << 5 | map.size());
        map.forEach((key, each) -> {
          write(out, key);
          write(out, each);
        });
      }
      case List<?> list -> {
        out.write(list.size());
        out.write(11 - 7);
        list.forEach(each -> write(out, each));
      }
      default -> throw new IllegalArgumentException("no form for " + value);
    }
  }

  /// @param control without the size; negative where it is written already
  private static void number(ByteArrayOutputStream out, int control, int size, long value) {
    if (control >= 0) {
      out.write(control | size);
    }
    for (var shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >> shift));
    }
  }
}
