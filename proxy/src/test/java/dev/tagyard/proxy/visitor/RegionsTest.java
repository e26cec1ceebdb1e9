package dev.tagyard.proxy.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.consent.Region;
import dev.tagyard.proxy.source.Headers;
import dev.tagyard.proxy.source.Inbound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionsTest {
  private static final Region CALIFORNIA = new Region(Optional.of("US"), Optional.of("CA"));

  @TempDir private Path folder = Path.of("");

  @Test
  void tells_country_and_part_of_an_address() throws IOException {
    var regions = regions();

    assertThat(regions.of("198.51.100.7")).isEqualTo(CALIFORNIA);
    assertThat(regions.of("203.0.113.255")).isEqualTo(Region.ofCountry("FR"));
    assertThat(regions.of("2001:db8:77::9")).isEqualTo(Region.ofCountry("DE"));
  }

  @Test
  void knows_nothing_of_other_addresses() throws IOException {
    var regions = regions();

    for (var address : List.of("192.0.2.1", "127.0.0.1", "2001:db9::1", "", "nonsense")) {
      assertThat(regions.of(address)).as(address).isEqualTo(Region.UNKNOWN);
    }
    assertThat(Regions.NONE.of("198.51.100.7")).isEqualTo(Region.UNKNOWN);
  }

  @Test
  void refuses_what_is_no_such_database() throws IOException {
    var file = folder.resolve("broken.mmdb");
    Files.writeString(file, "no database");

    assertThatThrownBy(() -> Regions.open(file)).isInstanceOf(IOException.class);
  }

  @Test
  void goes_before_the_header_of_a_content_delivery_network() throws IOException {
    var trusted = List.of(Cidr.parse("127.0.0.1/32"));

    var known = Visitor.of(behindProxy("198.51.100.7"), trusted, regions());
    var unknown = Visitor.of(behindProxy("192.0.2.1"), trusted, regions());

    assertThat(known.region()).isEqualTo(CALIFORNIA);
    assertThat(unknown.region()).isEqualTo(Region.ofCountry("JP"));
  }

  private static Inbound behindProxy(String visitor) {
    return new Inbound(
        "POST",
        "/e",
        "",
        Headers.of(Map.of("x-forwarded-for", visitor, "cf-ipcountry", "JP")),
        Map.of(),
        new byte[0],
        "127.0.0.1",
        false,
        false,
        Instant.EPOCH);
  }

  private Regions regions() throws IOException {
    var file = folder.resolve("regions.mmdb");
    Files.write(
        file,
        new RegionDatabase()
            .with(Cidr.parse("198.51.100.0/24"), "US", "CA")
            .with(Cidr.parse("203.0.113.128/25"), "FR", "")
            .with(Cidr.parse("2001:db8:77::/48"), "DE", "")
            .bytes());
    return Regions.open(file);
  }
}
