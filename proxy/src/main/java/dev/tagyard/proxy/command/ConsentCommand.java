package dev.tagyard.proxy.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentSettings;
import dev.tagyard.consent.Region;
import dev.tagyard.proxy.Server.Surroundings;
import dev.tagyard.proxy.consentstring.Asking;
import dev.tagyard.proxy.consentstring.ConsentText;
import dev.tagyard.proxy.consentstring.DecisionDetails;
import dev.tagyard.proxy.consentstring.StringDetails;
import dev.tagyard.proxy.consentstring.TreeText;
import dev.tagyard.proxy.plan.Plan;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Takes consent strings apart for people, and says what each configured destination would get.
@Command(
    name = "consent",
    description = {
      "Tells what consent strings say, and what each configured destination would get of an event"
          + " that carries them, and why.",
      "TC, Additional Consent, GPP and US Privacy strings, gcs, gcd and JSON are told apart by"
          + " their form. NAME=STRING says which it is: gpp_sid=7, gdpr=1, gpc=1, usca=BVo...; a"
          + " whole query or address will do too.",
      "Without a tagyard.yaml it tells of the strings alone."
    },
    mixinStandardHelpOptions = true)
public final class ConsentCommand implements Callable<Integer> {
  @Mixin private ConfigFile config = new ConfigFile();

  @Option(names = "--country", description = "Where the visitor is, such as FR.")
  private Optional<String> country = Optional.empty();

  @Option(names = "--state", description = "The part of the country, such as CA.")
  private Optional<String> state = Optional.empty();

  @Option(names = "--on", description = "Decides as on this day, such as 2026-03-01.")
  private Optional<LocalDate> day = Optional.empty();

  @Option(names = "--vendors", description = "Lists every vendor of a TC string.")
  private boolean vendors;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Parameters(arity = "1..*", paramLabel = "STRING", description = "Consent strings.")
  private List<String> strings = List.of();

  @Override
  public Integer call() throws JsonProcessingException {
    var texts = new ArrayList<ConsentText>();
    for (var string : strings) {
      var found = ConsentText.of(string);
      if (found.isEmpty()) {
        System.err.println(
            "no consent string that is known: \""
                + Printable.line(shortened(string))
                + "\"; see --help");
        return 1;
      }
      texts.addAll(found);
    }
    var plan = config.isAbsent() ? Optional.<Plan>empty() : config.plan();
    if (plan.isEmpty() && !config.isAbsent()) {
      return 1;
    }
    try {
      var told = tell(texts, plan);
      print(told);
      return told.findValues("readable").stream().allMatch(node -> node.asBoolean()) ? 0 : 1;
    } finally {
      plan.ifPresent(read -> read.rules().close());
    }
  }

  private ObjectNode tell(List<ConsentText> texts, Optional<Plan> plan) {
    var settings = plan.map(read -> read.consent().settings()).orElse(ConsentSettings.DEFAULT);
    var now =
        day.map(date -> date.atStartOfDay(ZoneOffset.UTC).toInstant())
            .orElseGet(() -> Surroundings.ofProcess().clock().instant());
    var listed = new HashSet<Integer>();
    plan.ifPresent(read ->
        read.consent()
            .policies()
            .values()
            .forEach(policy -> policy.tcf().vendor().ifPresent(listed::add)));
    var asking =
        new Asking(
            LocalDate.ofInstant(now, ZoneOffset.UTC),
            settings.maxAge(),
            settings.cmpList(),
            settings.vendorList(),
            listed,
            vendors);
    var told = JsonNodeFactory.instance.objectNode();
    var list = told.putArray("strings");
    texts.forEach(text -> list.add(StringDetails.of(text, asking)));
    var region =
        new Region(
            country.map(code -> code.toUpperCase(Locale.ROOT)),
            state.map(code -> code.toUpperCase(Locale.ROOT)));
    plan.ifPresent(read ->
        told.set(
            "decision",
            DecisionDetails.of(
                read.consent().decide(ConsentText.signals(texts), region, now), read)));
    return told;
  }

  private void print(ObjectNode told) throws JsonProcessingException {
    if (json) {
      System.out.println(
          Printable.json(
              new ObjectMapper()
                  .enable(SerializationFeature.INDENT_OUTPUT)
                  .writeValueAsString(told)));
      return;
    }
    var text = new StringBuilder();
    for (var string : told.path("strings")) {
      var rest = string.<ObjectNode>deepCopy();
      rest.remove(List.of("kind", "what"));
      text.append(string.path("what").asText())
          .append(" (")
          .append(string.path("kind").asText())
          .append(")\n")
          .append(TreeText.of(rest, 1))
          .append('\n');
    }
    if (told.has("decision")) {
      text.append("decision\n").append(TreeText.of(told.path("decision"), 1));
    } else {
      text.append(
          "no tagyard.yaml here: name one by --config to see what destinations would get\n");
    }
    System.out.print(Printable.text(text.toString()));
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
