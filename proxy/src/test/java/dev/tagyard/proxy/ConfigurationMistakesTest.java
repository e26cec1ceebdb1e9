package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.sender.Backoff;
import dev.tagyard.rules.RuleObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A configuration that does not hold is refused with every mistake in it: where, what was wanted,
/// what was there.
class ConfigurationMistakesTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void the_contract_s_own_file_holds_as_it_stands() throws Exception {
    var reader =
        new PlanReader(
            Contract.FILE, Contract.environment(), RuleObserver.NONE, InstantSource.system());

    var loaded = reader.read(1);

    assertThat(loaded.problems()).isEmpty();
    var configuration = loaded.plan().orElseThrow().configuration();
    assertThat(configuration.visitors().listen()).hasToString("127.0.0.1:8080");
    assertThat(configuration.admin().listen()).hasToString("127.0.0.1:9090");
    assertThat(loaded.plan().orElseThrow().destinations())
        .containsOnlyKeys("meta", "ga4", "partner");
    loaded.plan().orElseThrow().rules().close();
  }

  @Test
  void all_mistakes_are_told_at_once_with_file_line_and_path() throws Exception {
    var yaml =
        """
        public:
          listen: nowhere
          cors_origin: ["https://www.example.com"]
        data:
          retention: soon
        consent:
          unknown_region: mars
        destinations:
          meta:
            type: meta
            access_token: ${META_ACCESS_TOKEN}
            pixel: "1"
          ga4:
            type: ga5
          partner:
            type: postback
            url: http://127.0.0.1:1/p?cid={clickid}
        rulse: rules
        """;

    assertThat(mistakes(yaml))
        .containsExactlyInAnyOrder(
            "tagyard.yaml:2: public.listen: must be HOST:PORT such as 127.0.0.1:8080, not"
                + " \"nowhere\"",
            "tagyard.yaml:3: public: unknown key \"cors_origin\"; did you mean"
                + " \"cors_origins\"?",
            "tagyard.yaml:5: data.retention: must be a duration such as 5s, not \"soon\"",
            "tagyard.yaml:7: consent.unknown_region: must be one of gdpr, us, none, not"
                + " \"mars\"",
            "tagyard.yaml:9: destinations.meta.pixel_id: is required: Pixel (dataset) that"
                + " the events go to.",
            "tagyard.yaml:12: destinations.meta: unknown key \"pixel\"",
            "tagyard.yaml:14: destinations.ga4.type: must be one of "
                + dev.tagyard.proxy.plan.Destinations.ALL.stream()
                    .map(type -> type.name())
                    .collect(java.util.stream.Collectors.joining(", "))
                + ", not \"ga5\"",
            "tagyard.yaml:17: destinations.partner.url: unknown macro {clickid}; nearest"
                + " known: {click_id}",
            "tagyard.yaml:18: unknown key \"rulse\"; did you mean \"rules\"?");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8080, 127.0.0.1:8080",
    "0.0.0.0:8080, 127.0.0.1:8080",
    "127.0.0.1:8080, '[::]:8080'",
    "127.0.0.1:8080, localhost:8080",
    "'[::1]:8080', '[0:0:0:0:0:0:0:1]:8080'",
    "proxy.example:8080, Proxy.Example:8080"
  })
  void the_listeners_cannot_share_an_address(String visitors, String operators) throws Exception {
    var yaml = "public:\n  listen: \"%s\"\nadmin:\n  listen: \"%s\"\n";

    assertThat(mistakes(yaml.formatted(visitors, operators)))
        .singleElement()
        .asString()
        .startsWith("tagyard.yaml:4: admin.listen: must not be where visitors are answered")
        .contains("a port of its own");
  }

  @ParameterizedTest
  @CsvSource({"/t*, no", "/:t, no", "/t?, no", "/a//b, no", "/t, yes", "t/, yes", "/a/b.c, yes"})
  void a_prefix_is_a_path_that_the_router_takes_as_it_stands(String prefix, String well)
      throws Exception {
    var found = found("public:\n  prefix: \"%s\"\n".formatted(prefix));

    assertThat(found)
        .isEqualTo(
            well.equals("yes")
                ? List.of()
                : List.of(
                    "tagyard.yaml:2: public.prefix: must be a path such as /metrics, not \""
                        + prefix
                        + "\""));
  }

  @Test
  void a_listener_cannot_take_the_usual_address_of_the_other() throws Exception {
    assertThat(mistakes("public:\n  listen: 0.0.0.0:9090\ndata:\n  retention: soon\n"))
        .contains(
            "tagyard.yaml:2: public.listen: must not be where operators are answered, admin.listen"
                + " 127.0.0.1:9090: give it a port of its own, not \"0.0.0.0:9090\"")
        .hasSize(2);
  }

  @Test
  void listeners_of_other_ports_or_addresses_are_in_order() throws Exception {
    assertThat(found("public: { listen: 127.0.0.1:0 }\nadmin: { listen: 127.0.0.1:0 }\n"))
        .isEmpty();
    assertThat(found("public: { listen: 10.0.0.1:80 }\nadmin: { listen: 127.0.0.1:80 }\n"))
        .isEmpty();
  }

  @Test
  void what_a_variable_holds_is_not_told_with_a_mistake() throws Exception {
    var yaml =
        """
        public:
          listen: ${META_ACCESS_TOKEN}
        destinations:
          crm:
            type: webhook
            url: ftp://hooks.example/${META_ACCESS_TOKEN}
            signature: none
          other:
            type: webhook
            url: https://hook:${META_ACCESS_TOKEN}@hooks.example/
            signature: none
          meta:
            type: meta
            pixel_id: "1"
            access_token: x
            endpoint: http://127.0.0.1:1/${META_ACCESS_TOKEN}
        """;

    var mistakes = mistakes(yaml);

    assertThat(mistakes.toString()).doesNotContain(token());
    assertThat(mistakes)
        .containsExactlyInAnyOrder(
            "tagyard.yaml:2: public.listen: must be HOST:PORT such as 127.0.0.1:8080, not"
                + " \"${META_ACCESS_TOKEN}\"",
            "tagyard.yaml:6: destinations.crm.url: must be such as https://example.com/hook, not"
                + " \"ftp://hooks.example/${META_ACCESS_TOKEN}\"",
            "tagyard.yaml:10: destinations.other.url: must hold no user and password: use headers",
            "tagyard.yaml:16: destinations.meta.endpoint: must be scheme, host and port such as"
                + " http://127.0.0.1:9901, not \"http://127.0.0.1:1/${META_ACCESS_TOKEN}\"");
  }

  private static String token() {
    return Contract.environment().apply("META_ACCESS_TOKEN").orElseThrow();
  }

  @Test
  void a_variable_that_is_not_set_is_named_and_no_secret_is_shown() throws Exception {
    var yaml = Files.readString(Contract.FILE).replace("META_ACCESS_TOKEN", "META_TOKEN");

    var mistakes = mistakes(yaml);

    assertThat(mistakes).singleElement().asString().contains("META_TOKEN", "destinations.meta");
    assertThat(mistakes.toString()).doesNotContain(Contract.GA4_SECRET, Contract.SERVER_KEY);
  }

  @Test
  void what_values_must_be_beyond_their_types_is_told_along_with_all_else() throws Exception {
    var yaml =
        """
        public:
          listen: nowhere
          cookie_domain: co.uk
          event_loops: -1
          cors_origins: ["*", "https://www.example.com/shop", www.example.com, "https://ok.example"]
          routes:
            /e: in
            /optout: in
            /f: out
          guard: { rate_per_second: -1, burst: 0, connections: 0, sites: [shop] }
        privacy:
          key: tooshort
        destinations:
          meta:
            type: meta
            pixel_id: one
            access_token: "${META_ACCESS_TOKEN"
            consent: { categories: marketing }
          partner:
            type: postback
            url: ftp://127.0.0.1/p
        rules: rulse
        """;

    assertThat(mistakes(yaml))
        .containsExactlyInAnyOrder(
            "tagyard.yaml:2: public.listen: must be HOST:PORT such as 127.0.0.1:8080, not"
                + " \"nowhere\"",
            "tagyard.yaml:3: public.cookie_domain: must be a domain of your own such as example.com,"
                + " not \"co.uk\": everybody may register below it, so browsers refuse its cookies",
            "tagyard.yaml:4: public.event_loops: must be 0 or more, not \"-1\"",
            origin(5, "cors_origins[0]", "*"),
            origin(5, "cors_origins[1]", "https://www.example.com/shop"),
            origin(5, "cors_origins[2]", "www.example.com"),
            "tagyard.yaml:8: public.routes./optout: would answer on /in, which is /e's already",
            "tagyard.yaml:9: public.routes./f: is no route: expected one of [/e, /g/collect, /optin,"
                + " /optout, /px.gif, /ty-banners.js, /ty.d.ts, /ty.js, /ty.json]",
            "tagyard.yaml:10: public.guard.rate_per_second: must be 0 to 1000000, not \"-1\"",
            "tagyard.yaml:10: public.guard.burst: must be 1 or more, not \"0\"",
            "tagyard.yaml:10: public.guard.connections: must be 1 or more, not \"0\"",
            origin(10, "guard.sites[0]", "shop"),
            "tagyard.yaml:12: privacy.key: must be 32 bytes in base64, such as head -c 32"
                + " /dev/urandom | base64 gives",
            "tagyard.yaml:17: destinations.meta.access_token: has a ${ that begins no variable:"
                + " expected ${NAME}, of letters, digits and _, with its closing brace; $${ stands"
                + " for ${ itself",
            "tagyard.yaml:18: destinations.meta.consent.categories: must be a list such as [a, b],"
                + " not \"marketing\"",
            "tagyard.yaml:21: destinations.partner.url: must begin with http:// or https:// and a"
                + " host without macros",
            "tagyard.yaml:22: rules: there is no folder " + folder.resolve("rulse"));
  }

  private static String origin(int line, String path, String text) {
    return "tagyard.yaml:"
        + line
        + ": public."
        + path
        + ": must be an origin such as https://www.example.com, scheme and host without a path, not"
        + " \""
        + text
        + "\"";
  }

  @Test
  void a_refusal_of_a_value_points_at_its_key() throws Exception {
    assertThat(
            found("destinations:\n  meta:\n    type: meta\n    access_token: a\n    pixel_id: x\n"))
        .containsExactly("tagyard.yaml:5: destinations.meta.pixel_id: must be digits, not \"x\"");
  }

  @Test
  void the_usual_folder_of_rules_may_come_later_and_an_empty_file_is_no_mistake() throws Exception {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(file, "rules: rules\n");

    var loaded =
        new PlanReader(file, Contract.environment(), RuleObserver.NONE, InstantSource.system())
            .read(1);

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.warnings())
        .extracting(Object::toString)
        .containsExactly(
            "tagyard.yaml:1: rules: there is no folder "
                + folder.resolve("rules")
                + ": no rule runs",
            "tagyard.yaml:1: destinations: there is none: no event is taken, none is sent");
    loaded.plan().orElseThrow().rules().close();
    assertThat(found("")).isEmpty();
    assertThat(found("rules: { folder: rules, shadow: other }\n"))
        .containsExactly(
            "tagyard.yaml:1: rules.shadow: there is no folder " + folder.resolve("other"));
  }

  @Test
  void what_is_no_yaml_is_told_with_its_line() throws Exception {
    assertThat(mistakes("public:\n  listen: [\ndata: {\n"))
        .singleElement()
        .asString()
        .startsWith("tagyard.yaml:");
  }

  @Test
  void a_rule_s_mistake_is_told_with_its_own_file_and_line() throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(
        folder.resolve("rules/10-wrong.yaml"),
        """
        - name: wrong
          matches:
            event_name: purchase
          drop: true
        """);

    assertThat(mistakes(Files.readString(Contract.FILE)))
        .singleElement()
        .asString()
        .startsWith("rules/10-wrong.yaml:2")
        .contains("matches", "match");
  }

  @Test
  void a_secret_may_stand_in_a_file() throws Exception {
    Files.writeString(folder.resolve("token"), "from-a-file\n");

    try (var proxy =
        RunningProxy.start(
            folder, yaml -> Contract.replace(yaml, Map.of("${META_ACCESS_TOKEN}", "file:token")))) {
      proxy.post(
          """
          {"event_name": "page_view", "page": {"url": "https://www.example.com/"},
           "consent": {"categories": {"marketing": true}}}\
          """);
      proxy.settled();

      assertThat(proxy.vendors().meta().requests())
          .singleElement()
          .satisfies(request -> assertThat(request.body()).contains("\"from-a-file\""));
    }
  }

  @Test
  void a_secret_s_file_that_is_missing_is_a_mistake() throws Exception {
    var yaml = Files.readString(Contract.FILE).replace("${META_ACCESS_TOKEN}", "file:nowhere");

    assertThat(mistakes(yaml)).singleElement().asString().contains("destinations.meta", "nowhere");
  }

  /// What is told where nothing is started.
  private List<String> found(String yaml) throws IOException {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(file, yaml);
    var loaded =
        new PlanReader(file, Contract.environment(), RuleObserver.NONE, InstantSource.system())
            .read(1);
    loaded.plan().ifPresent(plan -> plan.rules().close());
    return loaded.problems().stream().map(Object::toString).toList();
  }

  private List<String> mistakes(String yaml) throws IOException {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(file, yaml);
    var surroundings =
        new Server.Surroundings(Contract.environment(), InstantSource.system(), Backoff.DEFAULT);
    var refused =
        catchThrowableOfType(Server.Refused.class, () -> Server.start(file, surroundings));
    assertThat(refused).isNotNull();
    return refused.problems().stream().map(Object::toString).toList();
  }
}
