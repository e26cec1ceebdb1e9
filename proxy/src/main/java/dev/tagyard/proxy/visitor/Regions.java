package dev.tagyard.proxy.visitor;

import com.maxmind.db.InvalidDatabaseException;
import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import com.maxmind.db.Reader;
import dev.tagyard.consent.Region;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells the country, and where it can the part of it, of an address: from a database in MaxMind's
/// format, held in memory. Without one it knows nothing.
public final class Regions {
  public static final Regions NONE = new Regions(Optional.empty());

  private final Optional<Reader> reader;

  private Regions(Optional<Reader> reader) {
    this.reader = reader;
  }

  /// @throws IOException where the file is no such database
  public static Regions open(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return new Regions(Optional.of(new Reader(bytes)));
    } catch (InvalidDatabaseException broken) {
      throw new IOException("is no database in MaxMind's format", broken);
    }
  }

  /// @param address as text; unknown where it is none, or the database does not have it
  public Region of(String address) {
    if (reader.isEmpty()) {
      return Region.UNKNOWN;
    }
    var parsed = Addresses.parse(address);
    if (parsed.isEmpty()) {
      return Region.UNKNOWN;
    }
    try {
      var found = reader.get().get(parsed.get(), Place.class);
      return found == null ? Region.UNKNOWN : found.region();
    } catch (IOException | RuntimeException broken) {
      // A record of another shape is the database's fault and never the visitor's.
      return Region.UNKNOWN;
    }
  }

  /// What a record holds, as far as it is asked for. Public for the reader, which makes it.
  public record Place(@Nullable Named country, @Nullable List<Named> subdivisions) {
    @MaxMindDbConstructor
    public Place(
        @MaxMindDbParameter(name = "country") @Nullable Named country,
        @MaxMindDbParameter(name = "subdivisions") @Nullable List<Named> subdivisions) {
      this.country = country;
      this.subdivisions = subdivisions;
    }

    Region region() {
      var code = country == null ? Optional.<String>empty() : Optional.ofNullable(country.code());
      var part =
          subdivisions == null || subdivisions.isEmpty()
              ? Optional.<String>empty()
              : Optional.ofNullable(subdivisions.getFirst().code());
      return code.isEmpty() ? Region.UNKNOWN : new Region(code, part);
    }
  }

  /// @param code ISO 3166
  public record Named(@Nullable String code) {
    @MaxMindDbConstructor
    public Named(@MaxMindDbParameter(name = "iso_code") @Nullable String code) {
      this.code = code;
    }
  }
}
