package dev.tagyard.proxy.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Tells without reading them whether files changed: a link that leads elsewhere is a change too,
/// for so containers are given new configuration.
final class FileStamps {
  private static final String ABSENT = "absent";

  private FileStamps() {}

  static Map<Path, String> of(Collection<Path> files) {
    var stamps = new HashMap<Path, String>();
    files.forEach(file -> stamps.put(file, of(file)));
    return Map.copyOf(stamps);
  }

  private static String of(Path file) {
    try {
      var real = file.toRealPath();
      var attributes = Files.readAttributes(real, BasicFileAttributes.class);
      return real + " " + attributes.lastModifiedTime().toMillis() + " " + attributes.size();
    } catch (IOException goneOrUnreadable) {
      return ABSENT;
    }
  }
}
