package dev.tagyard.proxy.destination.file;

import dev.tagyard.proxy.destination.Contact;
import dev.tagyard.rules.yaml.ByteSize;
import dev.tagyard.rules.yaml.Doc;
import java.nio.file.Path;
import java.time.Duration;

/// Which file events are appended to, and when it is put aside.
public record LinesConfig(
    @Doc("File that events are appended to, one JSON object a line; its folder must exist.")
        Path path,
    @Doc(
            value = "Size at which the file is put aside as NAME-TIME and a new one begun.",
            otherwise = "100MB")
        ByteSize rotateSize,
    @Doc(value = "Age at which it is put aside, if there is anything in it.", otherwise = "1h")
        Duration rotateAfter,
    @Doc(value = "How many files put aside are kept; 0 for all.", otherwise = "0") int keep,
    @Doc(
            value =
                "How contact data goes: hashed (sha256_email in place of email, and so on), none,"
                    + " or clear.",
            otherwise = "hashed")
        Contact contact,
    @Doc(value = "Age at which an event is given up.", otherwise = "30d") Duration maxAge) {

  public LinesConfig {
    if (path.getFileName() == null || path.getFileName().toString().isBlank()) {
      throw new IllegalArgumentException("path must name a file, not \"" + path + "\"");
    }
    if (keep < 0) {
      throw new IllegalArgumentException("keep must be 0 or more, not " + keep);
    }
    if (rotateAfter.isZero() || rotateSize.bytes() < 1_024) {
      throw new IllegalArgumentException(
          "rotate_after must be above 0 and rotate_size at least 1KiB");
    }
  }
}
