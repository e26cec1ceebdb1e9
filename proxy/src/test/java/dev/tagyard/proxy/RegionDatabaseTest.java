package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.visitor.Cidr;
import dev.tagyard.proxy.visitor.RegionDatabase;
import dev.tagyard.rules.RuleObserver;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the visitor is decides which law applies.
class RegionDatabaseTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void the_law_follows_from_the_visitor_s_address() throws Exception {
    Files.write(
        folder.resolve("regions.mmdb"),
        new RegionDatabase()
            .with(Cidr.parse("198.51.100.0/24"), "US", "CA")
            .with(Cidr.parse("203.0.113.0/24"), "FR", "")
            .bytes());
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml -> yaml.replace("consent:\n", "consent:\n  region_database: regions.mmdb\n"))) {
      assertThat(send(proxy, "american", "198.51.100.7")).contains("\"accepted\":[\"american\"]");
      assertThat(send(proxy, "french", "203.0.113.7")).contains("\"accepted\":[]");
      assertThat(proxy.send(proxy.toAdmin("/api/events/american")).body())
          .contains("\"law\":\"us\"", "\"country\":\"US\"");
    }
  }

  @Test
  void a_file_that_is_no_database_is_a_mistake_of_the_configuration() throws Exception {
    Files.writeString(folder.resolve("regions.mmdb"), "nothing of the kind");
    Files.writeString(
        folder.resolve("tagyard.yaml"), "consent: { region_database: regions.mmdb }\n");

    var loaded =
        new PlanReader(
                folder.resolve("tagyard.yaml"),
                _ -> Optional.empty(),
                RuleObserver.NONE,
                InstantSource.system())
            .read(1);

    assertThat(loaded.problems())
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.toString()).contains("regions.mmdb", "consent.region_database"));
  }

  private static String send(RunningProxy proxy, String id, String address) throws Exception {
    return proxy
        .send(
            proxy
                .to("/e")
                .header("X-Forwarded-For", address)
                .POST(
                    BodyPublishers.ofString(
                        "{\"event_name\": \"page_view\", \"event_id\": \"" + id + "\"}")))
        .body();
  }
}
