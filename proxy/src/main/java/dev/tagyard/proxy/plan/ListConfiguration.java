package dev.tagyard.proxy.plan;

import dev.tagyard.rules.yaml.Doc;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where a list of the framework comes from: a file, or an address that is asked once a day.
public record ListConfiguration(
    @Doc("The list as published; read again when it changes.") Optional<Path> file,
    @Doc("Address of the list; what was fetched is kept in data.dir.") Optional<URI> url) {
  public ListConfiguration {
    if (file.isPresent() == url.isPresent()) {
      throw new IllegalArgumentException("must have either file or url");
    }
    if (url.isPresent() && !url.get().toString().matches("https?://.+")) {
      throw new IllegalArgumentException("url must be an http or https address");
    }
  }
}
