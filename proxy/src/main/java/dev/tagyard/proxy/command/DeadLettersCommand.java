package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.Offline;
import dev.tagyard.proxy.admin.DeadLetterDesk;
import dev.tagyard.proxy.plan.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Deliveries that did not arrive: asks the running server, or opens `data.dir` when there is none.
@Command(
    name = "dead-letters",
    description = {
      "Lists, shows, replays and discards deliveries that did not arrive.",
      "Asks the running server; without one it opens data.dir itself, and what is replayed is sent"
          + " at the next start."
    },
    mixinStandardHelpOptions = true)
public final class DeadLettersCommand {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String PATH = "/api/dead-letters";

  /// What all of them take.
  static final class Asked {
    @Mixin ConfigFile config = new ConfigFile();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;
  }

  /// Which letters are meant.
  static final class Filters {
    @Option(names = "--destination", description = "Of this destination.")
    Optional<String> destination = Optional.empty();

    @Option(
        names = "--reason",
        description = "With this reason or term, such as rejected, expired, rule_error, unknown.")
    Optional<String> reason = Optional.empty();

    @Option(names = "--event", description = "Of events with this id or name.")
    Optional<String> event = Optional.empty();

    @Option(names = "--said", description = "Where the vendor's words have this text.")
    Optional<String> said = Optional.empty();

    @Option(
        names = "--since",
        description = "From then on: 2026-11-22T10:00:00Z, 2026-11-22, or 24h for a day ago.")
    Optional<String> since = Optional.empty();

    @Option(names = "--until", description = "Before then; likewise.")
    Optional<String> until = Optional.empty();

    @Option(names = "--limit", description = "So many at most, the newest first.")
    Optional<String> limit = Optional.empty();

    Map<String, String> asked() {
      var asked = new TreeMap<String, String>();
      destination.ifPresent(value -> asked.put("destination", value));
      reason.ifPresent(value -> asked.put("reason", value));
      event.ifPresent(value -> asked.put("event", value));
      said.ifPresent(value -> asked.put("said", value));
      since.ifPresent(value -> asked.put("since", value));
      until.ifPresent(value -> asked.put("until", value));
      limit.ifPresent(value -> asked.put("limit", value));
      return asked;
    }
  }

  @Command(name = "list", description = "Lists them, newest first; 100 unless --limit says more.")
  int list(
      @Mixin Asked how,
      @Mixin Filters filters,
      @Option(names = "--before", description = "Goes on after this id.") Optional<String> before,
      @Option(names = "--summary", description = "Only counts, by destination and reason.")
          boolean summary)
      throws IOException, InterruptedException {
    var asked = new TreeMap<>(filters.asked());
    before.ifPresent(id -> asked.put("before", id));
    return summary
        ? run(how, "GET", "/summary", asked, desk -> Optional.of(desk.summary(asked)), this::counts)
        : run(how, "GET", "", asked, desk -> Optional.of(desk.list(asked)), this::lines);
  }

  @Command(
      name = "show",
      description = "Shows one: its event, and the request as rendered today, secrets masked.")
  int show(@Mixin Asked how, @Parameters(paramLabel = "ID", description = "As listed.") String id)
      throws IOException, InterruptedException {
    return run(
        how,
        "GET",
        "/" + RunningServer.encoded(id),
        Map.of(),
        desk -> desk.show(id),
        told -> List.of(DeadLetterText.of(told)));
  }

  @Command(
      name = "replay",
      description = {
        "Puts them back into their outboxes, with the same event ids.",
        "The request is rendered anew, so a mended mapping or token helps. Where a rule failed, the"
            + " rules run again."
      })
  int replay(
      @Mixin Asked how,
      @Mixin Filters filters,
      @Option(names = "--rate", description = "So many a second (default: 50).")
          Optional<String> rate,
      @Option(names = "--all", description = "Really all of them.") boolean all,
      @Parameters(paramLabel = "ID", description = "As listed.", arity = "0..*") List<String> ids)
      throws IOException, InterruptedException {
    var asked = meant(filters, all, ids);
    rate.ifPresent(value -> asked.put("rate", value));
    return run(
        how,
        "POST",
        "/replay",
        asked,
        desk -> Optional.of(desk.replay(asked)),
        told -> moved(told, "replayed"));
  }

  @Command(name = "discard", description = "Lets them go for good; they stay counted.")
  int discard(
      @Mixin Asked how,
      @Mixin Filters filters,
      @Option(names = "--all", description = "Really all of them.") boolean all,
      @Parameters(paramLabel = "ID", description = "As listed.", arity = "0..*") List<String> ids)
      throws IOException, InterruptedException {
    var asked = meant(filters, all, ids);
    return run(
        how,
        "POST",
        "/discard",
        asked,
        desk -> Optional.of(desk.discard(asked)),
        told -> moved(told, "discarded"));
  }

  private static Map<String, String> meant(Filters filters, boolean all, List<String> ids) {
    var asked = new TreeMap<>(filters.asked());
    if (ids != null && !ids.isEmpty()) {
      asked.put("id", String.join(",", ids));
    }
    if (all) {
      asked.put("all", "true");
    }
    return asked;
  }

  private static int run(
      Asked how,
      String method,
      String path,
      Map<String, String> asked,
      Function<DeadLetterDesk, Optional<ObjectNode>> offline,
      Function<JsonNode, List<String>> told)
      throws IOException, InterruptedException {
    var loaded = how.config.plan();
    if (loaded.isEmpty()) {
      return 1;
    }
    var plan = loaded.get();
    Optional<JsonNode> answer;
    try (var _ = plan.rules()) {
      answer = ask(plan, method, PATH + path + RunningServer.query(asked), offline);
    } catch (IllegalArgumentException wrong) {
      // The API's words, as this command line has it.
      System.err.println(
          Printable.text(
              "tagyard: " + String.valueOf(wrong.getMessage()).replace("all=true", "--all")));
      return 2;
    }
    if (answer.isEmpty()) {
      System.err.println("tagyard: there is no such dead letter");
      return 1;
    }
    System.out.println(
        how.json
            ? Printable.json(JSON.writeValueAsString(answer.get()))
            : String.join(System.lineSeparator(), told.apply(answer.get())));
    return 0;
  }

  private static Optional<JsonNode> ask(
      Plan plan, String method, String path, Function<DeadLetterDesk, Optional<ObjectNode>> offline)
      throws IOException, InterruptedException {
    return RunningServer.askOr(
        plan,
        method,
        path,
        answer ->
            switch (answer.status()) {
              case 200 -> Optional.of(JSON.readTree(answer.body()));
              case 404 -> Optional.empty();
              case 400 ->
                  throw new IllegalArgumentException(
                      JSON.readTree(answer.body()).path("error").asText());
              default -> throw RunningServer.unexpected(answer);
            },
        () -> Offline.deadLetters(plan, offline).map(node -> node));
  }

  private List<String> lines(JsonNode told) {
    var lines = new ArrayList<String>();
    told.path("dead_letters").forEach(letter -> lines.add(DeadLetterText.line(letter)));
    if (lines.isEmpty()) {
      lines.add("no dead letters");
    }
    if (told.has("next")) {
      lines.add("more: --before " + told.path("next").asText());
    }
    return lines;
  }

  private List<String> counts(JsonNode told) {
    var lines = new ArrayList<String>();
    told.properties()
        .forEach(destination ->
            destination
                .getValue()
                .properties()
                .forEach(reason ->
                    lines.add(
                        "%-20s %-20s %d"
                            .formatted(
                                destination.getKey(),
                                reason.getKey(),
                                reason.getValue().asLong()))));
    return lines.isEmpty() ? List.of("no dead letters") : lines;
  }

  private static List<String> moved(JsonNode told, String what) {
    var lines = new ArrayList<String>();
    var due = told.has("last_due") ? ", the last one due " + told.path("last_due").asText() : "";
    lines.add(told.path(what).asLong() + " " + what + due);
    told.path("left")
        .properties()
        .forEach(why -> lines.add(why.getValue().asLong() + " left: " + why.getKey()));
    return lines;
  }
}
