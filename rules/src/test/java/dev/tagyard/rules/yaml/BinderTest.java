package dev.tagyard.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinderTest {
  enum Mode {
    LIVE,
    TEST_ONLY
  }

  record Network(String host, int port) {
    public static Network parse(String text) {
      var colon = text.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("must be HOST:PORT");
      }
      return new Network(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
  }

  record Limits(
      @Doc(value = "Per request.", otherwise = "100") int events,
      @Doc(value = "Of one body.", otherwise = "2MB") ByteSize maxBytes) {
    Limits {
      if (events < 1) {
        throw new IllegalArgumentException("events must be at least 1");
      }
    }
  }

  record Vendor(
      @Doc("Pixel that the events go to.") String pixelId,
      @Doc("Token.") Secret accessToken,
      @Doc(value = "Longest wait.", otherwise = "5s") Duration timeout,
      @Doc(value = "How.", otherwise = "live") Mode mode,
      Optional<URI> endpoint,
      @Inline Limits limits) {}

  record Common(
      @Doc("Kind.") String type, @Doc(value = "Names.", otherwise = "[]") Set<String> events) {}

  record Whole(
      @Doc(value = "Listens.", key = "public", otherwise = "{}") Limits limits,
      Optional<Network> listen,
      @Doc(value = "x", otherwise = "{}") Map<String, Vendor> vendors,
      @Doc(value = "x", otherwise = "[a, b]") List<String> names,
      Optional<JsonNode> extra,
      Optional<YamlNode> raw,
      Optional<Path> folder,
      @Doc(value = "x", otherwise = "1.5") double rate,
      @Doc(value = "x", otherwise = "false") boolean strict,
      @Doc(value = "x", otherwise = "7") long count) {}

  private final List<Problem> problems = new ArrayList<>();

  @TempDir private Path folder = Path.of(".");

  private <T extends Record> Optional<T> bind(Class<T> type, String yaml) {
    return YamlDocument.parse("t.yaml", yaml, problems)
        .flatMap(node -> binder().bind(node, type, problems));
  }

  private Binder binder() {
    var environment = Map.of("TOKEN", "s3cret", "PORT", "8080", "EMPTY", "");
    return new Binder("t.yaml", folder, name -> Optional.ofNullable(environment.get(name)));
  }

  private List<String> messages() {
    return problems.stream().map(Problem::toString).toList();
  }

  @Test
  void a_record_takes_its_keys_in_snake_case() {
    var vendor =
        bind(
            Vendor.class,
            """
            pixel_id: 0123
            access_token: ${TOKEN}
            timeout: 150ms
            mode: test_only
            endpoint: http://127.0.0.1:${PORT}
            events: 5
            """);

    assertThat(messages()).isEmpty();
    assertThat(vendor)
        .contains(
            new Vendor(
                "0123",
                new Secret("s3cret"),
                Duration.ofMillis(150),
                Mode.TEST_ONLY,
                Optional.of(URI.create("http://127.0.0.1:8080")),
                new Limits(5, new ByteSize(2_000_000))));
  }

  @Test
  void an_empty_file_gives_the_defaults() {
    var whole = bind(Whole.class, "");

    assertThat(messages()).isEmpty();
    assertThat(whole)
        .contains(
            new Whole(
                new Limits(100, new ByteSize(2_000_000)),
                Optional.empty(),
                Map.of(),
                List.of("a", "b"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1.5,
                false,
                7));
  }

  @Test
  void every_kind_of_value_is_read() {
    var whole =
        bind(
                Whole.class,
                """
                public: {events: 3, max_bytes: 64KiB}
                listen: localhost:${PORT}
                vendors:
                  zeta: {pixel_id: z, access_token: t}
                  alpha: {pixel_id: a, access_token: t}
                names: []
                extra: {a: 1, b: [1.5, true, ~, text, "2", 123456789012345678901]}
                raw: {c: d}
                folder: sub/../rules
                rate: 0.25
                strict: True
                count: 9000000000
                """)
            .orElseThrow();

    assertThat(messages()).isEmpty();
    assertThat(whole.limits()).isEqualTo(new Limits(3, new ByteSize(65_536)));
    assertThat(whole.listen()).contains(new Network("localhost", 8080));
    assertThat(whole.vendors().keySet()).containsExactly("zeta", "alpha");
    assertThat(whole.names()).isEmpty();
    assertThat(whole.extra().orElseThrow())
        .hasToString("{\"a\":1,\"b\":[1.5,true,null,\"text\",\"2\",123456789012345678901]}");
    assertThat(whole.raw().orElseThrow().path()).isEqualTo("raw");
    assertThat(whole.folder()).contains(folder.resolve("rules"));
    assertThat(whole.rate()).isEqualTo(0.25);
    assertThat(whole.strict()).isTrue();
    assertThat(whole.count()).isEqualTo(9_000_000_000L);
  }

  @Test
  void all_mistakes_are_told_at_once_with_line_and_path() {
    var whole =
        bind(
            Whole.class,
            """
            public:
              events: many
              max_byte: 3
            listen: localhost
            vendors:
              meta:
                pixel_id: [1]
                timeout: soon
                mode: alive
                endpoint: example
              other: text
            names: one
            rate: high
            strict: 1
            count: ${MISSING}
            """);

    assertThat(whole).isEmpty();
    assertThat(messages())
        .containsExactlyInAnyOrder(
            "t.yaml:2: public.events: must be a whole number, not \"many\"",
            "t.yaml:3: public: unknown key \"max_byte\"; did you mean \"max_bytes\"?",
            "t.yaml:4: listen: must be HOST:PORT",
            "t.yaml:7: vendors.meta.pixel_id: must be text, not a list",
            "t.yaml:6: vendors.meta.access_token: is required: Token.",
            "t.yaml:8: vendors.meta.timeout: must be a duration such as 5s, not \"soon\"",
            "t.yaml:9: vendors.meta.mode: must be one of live, test_only, not \"alive\"",
            "t.yaml:10: vendors.meta.endpoint: must be an address such as"
                + " https://example.com/path, not \"example\"",
            "t.yaml:11: vendors.other: must be a mapping, not \"text\"",
            "t.yaml:12: names: must be a list such as [a, b], not \"one\"",
            "t.yaml:13: rate: must be a number, not \"high\"",
            "t.yaml:14: strict: must be true or false, not \"1\"",
            "t.yaml:15: count: the environment variable MISSING is not set");
  }

  @Test
  void what_a_constructor_refuses_is_told_at_the_key_that_its_words_begin_with() {
    bind(Whole.class, "count: 1\npublic:\n  events: 0\n");

    assertThat(messages()).containsExactly("t.yaml:3: public.events: must be at least 1");
  }

  @Test
  void a_secret_may_stand_in_a_file_and_is_never_shown() throws Exception {
    Files.writeString(folder.resolve("token"), "from-file\n");

    var vendor = bind(Vendor.class, "{pixel_id: a, access_token: file:token}").orElseThrow();

    assertThat(vendor.accessToken().reveal()).isEqualTo("from-file");
    assertThat(vendor.toString()).doesNotContain("from-file");
  }

  @Test
  void a_wrong_secret_does_not_appear_in_the_message() {
    bind(Vendor.class, "{pixel_id: a, access_token: [hush]}");
    bind(Vendor.class, "{pixel_id: a, access_token: file:nowhere}");
    bind(Vendor.class, "{pixel_id: a, access_token: '${EMPTY}'}");

    assertThat(messages())
        .containsExactly(
            "t.yaml:1: access_token: must be a secret or file:PATH",
            "t.yaml:1: access_token: cannot read the file nowhere",
            "t.yaml:1: access_token: is empty");
  }

  @Test
  void a_doubled_dollar_keeps_the_braces() {
    assertThat(bind(Common.class, "type: $${TOKEN}-${TOKEN}").orElseThrow().type())
        .isEqualTo("${TOKEN}-s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${TOKEN", "${TO-KEN}", "${}", "${ TOKEN }", "a${", "$${A}${"})
  void a_variable_that_is_unclosed_or_no_name_is_refused_and_not_shown(String text) {
    bind(Common.class, "type: \"" + text + "\"");

    assertThat(messages())
        .singleElement()
        .asString()
        .startsWith("t.yaml:1: type: has a ${ that begins no variable: expected ${NAME}")
        .doesNotContain("TO");
  }

  record Bounded(
      @Within(least = 0) int loops, @Within(least = 1, most = 9) int burst, String name) {}

  @Test
  void numbers_out_of_bounds_are_told_with_all_else() {
    bind(Bounded.class, "loops: -1\nburst: 10\nname: [a]\n");

    assertThat(messages())
        .containsExactly(
            "t.yaml:1: loops: must be 0 or more, not \"-1\"",
            "t.yaml:2: burst: must be 1 to 9, not \"10\"",
            "t.yaml:3: name: must be text, not a list");
  }

  @Test
  void several_records_share_one_mapping() {
    var node =
        YamlDocument.parse(
                "t.yaml", "{type: meta, events: 3, pixel_id: a, access_token: b}", problems)
            .orElseThrow();
    record Tagged(String type) {}

    var bound = binder().bindTogether(node, List.of(Tagged.class, Vendor.class), problems);

    assertThat(messages()).isEmpty();
    assertThat(bound.orElseThrow().get(Tagged.class).type()).isEqualTo("meta");
    assertThat(bound.orElseThrow().get(Vendor.class).limits().events()).isEqualTo(3);
  }

  @Test
  void only_what_none_of_the_records_knows_is_refused() {
    var node = YamlDocument.parse("t.yaml", "{type: meta, tipe: b}", problems).orElseThrow();

    assertThat(binder().bindTogether(node, List.of(Common.class, Limits.class), problems))
        .isEmpty();
    assertThat(messages())
        .containsExactly("t.yaml:1: unknown key \"tipe\"; did you mean \"type\"?");
  }

  @Test
  void a_key_without_value_is_absent_but_an_empty_record_is_there() {
    record Parts(Optional<String> word, Optional<Limits> limits) {}

    assertThat(bind(Parts.class, "word:\nlimits:\n"))
        .contains(
            new Parts(Optional.empty(), Optional.of(new Limits(100, new ByteSize(2_000_000)))));
  }

  @Test
  void an_unknown_key_far_from_all_others_gets_no_guess() {
    bind(Limits.class, "zzzzzzzzzz: 1");

    assertThat(messages()).containsExactly("t.yaml:1: unknown key \"zzzzzzzzzz\"");
  }
}
