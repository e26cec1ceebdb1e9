package dev.tagyard.proxy.plan;

import dev.tagyard.rules.yaml.Doc;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where the TCF vendor list comes from: a file, or an address that is asked once a day.
public record VendorListConfiguration(
    @Doc("The list as published, format 3; read again when it changes.") Optional<Path> file,
    @Doc("Address of the list; what was fetched is kept in data.dir.") Optional<URI> url) {
  public VendorListConfiguration {
    if (file.isPresent() == url.isPresent()) {
      throw new IllegalArgumentException("must have either file or url");
    }
    if (url.isPresent() && !url.get().toString().matches("https?://.+")) {
      throw new IllegalArgumentException("url must be an http or https address");
    }
  }
}
