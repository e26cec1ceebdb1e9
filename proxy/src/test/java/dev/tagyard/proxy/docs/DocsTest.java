package dev.tagyard.proxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.demo.Demo;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.rules.RuleObserver;
import dev.tagyard.rules.RuleOptions;
import dev.tagyard.rules.RuleSet;
import dev.tagyard.rules.yaml.Problem;
import dev.tagyard.rules.yaml.YamlDocument;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every example of the documentation is run: configurations and rules are loaded, events are sent
/// to the demonstration. The first line of a YAML block says what it is: `# tagyard.yaml`, `#
/// rules/NAME.yaml`; blocks that start with `destinations:` are configurations too.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocsTest {
  private static final Pattern CURL =
      Pattern.compile(
          "curl -s [^']*?http://127\\.0\\.0\\.1:8080(/[^' ]*)((?: -H '[^']*')*) -d '([^']*)'");
  private static final Pattern PIXEL =
      Pattern.compile("'http://127\\.0\\.0\\.1:8080(/px\\.gif[^']*)'");

  @TempDir Path folder = Path.of("");
  private Optional<Demo> demo = Optional.empty();
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  void start() throws Exception {
    demo = Optional.of(Demo.start(0));
  }

  @AfterAll
  void stop() {
    client.close();
    demo.ifPresent(Demo::close);
  }

  static Stream<Page.Block> yaml() throws IOException {
    // Rule tests are run by RulesPageTest.
    return Page.all().stream()
        .flatMap(page -> page.blocks("yaml").stream())
        .filter(block -> !block.content().startsWith("# tests/"));
  }

  static Stream<Page.Block> shell() throws IOException {
    return Page.all().stream()
        .flatMap(page -> page.blocks("sh").stream())
        .filter(block -> block.content().contains("curl"));
  }

  static Stream<Page.Block> events() throws IOException {
    return Page.all().stream()
        .flatMap(page -> page.blocks("json").stream())
        .filter(block -> block.content().contains("\"event_name\""))
        .filter(block -> !block.content().contains("\"method\""));
  }

  @ParameterizedTest
  @MethodSource("yaml")
  void yaml_examples_load(Page.Block block) throws IOException {
    var problems = new ArrayList<Problem>();
    var first = block.content().lines().findFirst().orElse("");
    if (first.startsWith("# rules/")) {
      var rules = Files.createDirectories(folder.resolve("rules-" + block.hashCode()));
      Files.writeString(rules.resolve(Path.of(first.substring(8)).toString()), block.content());
      RuleSet.load(rules, RuleOptions.of(Set.of("meta", "ga4", "partner")), problems)
          .ifPresent(RuleSet::close);
    } else if (first.startsWith("# tagyard.yaml") || first.startsWith("destinations:")) {
      var file = folder.resolve("tagyard.yaml");
      for (var module : block.page().blocks("js")) {
        var name = module.content().lines().findFirst().orElse("").replaceFirst("^// ", "");
        Files.createDirectories(folder.resolve("destinations"));
        Files.writeString(
            folder.resolve("destinations").resolve(Path.of(name).getFileName()), module.content());
      }
      Files.writeString(file, block.content());
      problems.addAll(
          new PlanReader(file, DocsTest::variable, RuleObserver.NONE, InstantSource.system())
              .read(1).problems().stream().filter(problem -> !isOfTheReaders(problem)).toList());
    } else {
      YamlDocument.parse(first, block.content(), problems);
    }

    assertThat(problems).isEmpty();
  }

  /// An example names files and folders that its readers have, and this machine has not.
  private static boolean isOfTheReaders(Problem problem) {
    var path = problem.path();
    var told = problem.message();
    return (path.startsWith("public.tls.") && told.contains("does not exist"))
        || (path.equals("rules.shadow") && told.startsWith("there is no folder"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void example_events_are_taken(Page.Block block) throws Exception {
    assertThat(post("/e", "", block.content())).isEqualTo(202);
  }

  @ParameterizedTest
  @MethodSource("shell")
  void example_requests_are_answered(Page.Block block) throws Exception {
    var curl = CURL.matcher(block.content().replace("\\\n", ""));
    var pixel = PIXEL.matcher(block.content());
    var sent = 0;
    while (curl.find()) {
      assertThat(post(curl.group(1), curl.group(2), curl.group(3))).isEqualTo(202);
      sent++;
    }
    while (pixel.find()) {
      assertThat(get(pixel.group(1))).isEqualTo(200);
      sent++;
    }

    assertThat(sent).as("requests found in the example").isPositive();
  }

  @Test
  void links_lead_to_files() throws IOException {
    for (var page : Page.all()) {
      for (var link : page.links()) {
        assertThat(page.file().resolveSibling(link)).as("link in %s", page).exists();
      }
    }
  }

  @Test
  void every_metric_is_explained() throws Exception {
    post("/e", "", "{\"event_name\": \"page_view\"}");
    var scraped = body(request(demo.orElseThrow().adminAddress() + "/metrics").build());
    var page = Page.of("docs/operating.md").text();

    var names =
        scraped
            .lines()
            .filter(line -> line.startsWith("# TYPE tagyard_"))
            .map(line -> line.split(" ", -1)[2].replaceFirst("_max$", ""));
    assertThat(names.filter(name -> !page.contains("`" + name)))
        .as("metrics that docs/operating.md does not name")
        .isEmpty();
    assertThat(scraped.lines().filter(line -> line.startsWith("# HELP ")))
        .as("metrics that say what they are")
        .hasSizeGreaterThan(20)
        .allMatch(line -> line.matches("# HELP \\S+ \\S.*"));
  }

  @Test
  void the_readme_is_short() {
    assertThat(Page.of("README.md").text().lines().count()).isLessThanOrEqualTo(150);
  }

  private int post(String path, String headers, String body) throws Exception {
    var request =
        request(demo.orElseThrow().proxyAddress() + path)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    Pattern.compile("-H '([^:]+): ([^']*)'")
        .matcher(headers)
        .results()
        .forEach(header -> request.header(header.group(1), header.group(2)));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private int get(String path) throws Exception {
    return client
        .send(
            request(demo.orElseThrow().proxyAddress() + path).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private String body(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static Optional<String> variable(String name) {
    return Optional.of(
        switch (name) {
          case "WEBHOOK_SECRET" -> "whsec_bm9ib2R5LWtub3dzLXRoaXMta2V5LW9mLW91cnM=";
          case "TAGYARD_DATA_KEY" -> "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
          default -> "value-of-" + name;
        });
  }

  private static HttpRequest.Builder request(String address) {
    return HttpRequest.newBuilder(URI.create(address));
  }
}
