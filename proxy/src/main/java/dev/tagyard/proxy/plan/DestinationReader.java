package dev.tagyard.proxy.plan;

import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.scripted.ScriptedConfig;
import dev.tagyard.rules.RuleFiles;
import dev.tagyard.rules.yaml.Binder;
import dev.tagyard.rules.yaml.Problem;
import dev.tagyard.rules.yaml.YamlNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads one entry of `destinations`: the keys that all share, and those of its type.
final class DestinationReader {
  private static final String NAME = "[a-z0-9][a-z0-9_-]{0,39}";

  private static final int FEW = 25;
  private static final int CALLS_OF_FEW = 64;
  private static final int CALLS_OF_BATCHES = 16;

  private final String file;
  private final Binder binder;
  private final List<Problem> problems;

  DestinationReader(String file, Binder binder, List<Problem> problems) {
    this.file = file;
    this.binder = binder;
    this.problems = problems;
  }

  /// @param scripts what scripts and tables were like before it was made of them
  record Read(PlannedDestination destination, ConsentPolicy policy, Map<Path, String> scripts) {}

  /// Absent when problems were added.
  Optional<Read> read(String name, YamlNode node) {
    if (!name.matches(NAME)) {
      problem(node, "a destination's name is 1 to 40 of a-z, 0-9, _ and -, not \"" + name + "\"");
      return Optional.empty();
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      problem(node, "must be a mapping with a type");
      return Optional.empty();
    }
    var typeName = mapping.get("type");
    if (!(typeName.orElse(node) instanceof YamlNode.Scalar scalar)) {
      problem(node, "type is required: one of " + known());
      return Optional.empty();
    }
    var type = Destinations.named(scalar.text());
    if (type.isEmpty()) {
      problem(scalar, "must be one of " + known() + ", not \"" + scalar.text() + "\"");
      return Optional.empty();
    }
    return read(name, mapping, type.get());
  }

  private <C extends Record> Optional<Read> read(
      String name, YamlNode.Mapping node, DestinationType<C> type) {
    var bound =
        binder.bindTogether(node, List.of(DestinationConfiguration.class, type.config()), problems);
    if (bound.isEmpty()) {
      // Its mistakes are told along with the others.
      node.get("consent")
          .ifPresent(consent -> binder.bind(consent, ConsentConfiguration.class, problems));
      return Optional.empty();
    }
    var shared = bound.get().get(DestinationConfiguration.class);
    var own = bound.get().get(type.config());
    var scripts =
        own instanceof ScriptedConfig script ? beside(script.module()) : Map.<Path, String>of();
    var policy = policy(shared, type.ownConsent().apply(own));
    var built = policy.flatMap(_ -> built(node, own, type)).map(made -> made.named(name));
    if (built.isEmpty()) {
      return Optional.empty();
    }
    return policy.map(decided ->
        new Read(
            new PlannedDestination(
                name,
                type.name(),
                built.get(),
                type.credentials().apply(own),
                Set.copyOf(shared.events()),
                shared.browserTag(),
                new Sending(
                    shared.mode(),
                    new Egress(shared.allowNetworks()),
                    Set.copyOf(shared.allowPlain()),
                    shared.validateShare(),
                    shared.concurrency().orElse(concurrency(built.get().limits())))),
            decided,
            scripts));
  }

  private static Map<Path, String> beside(Path module) {
    return Optional.ofNullable(module.toAbsolutePath().getParent())
        .map(folder -> FileStamps.of(RuleFiles.beside(folder)))
        .orElse(Map.of());
  }

  /// Vendors that take few events at once get more calls at once.
  private static int concurrency(Limits limits) {
    return limits.events() <= FEW ? CALLS_OF_FEW : CALLS_OF_BATCHES;
  }

  private <C extends Record> Optional<Destination> built(
      YamlNode.Mapping node, C own, DestinationType<C> type) {
    try {
      return Optional.of(type.build().apply(own));
    } catch (IllegalArgumentException wrong) {
      problems.add(binder.refusal(node, String.valueOf(wrong.getMessage())));
      return Optional.empty();
    }
  }

  private Optional<ConsentPolicy> policy(DestinationConfiguration shared, ConsentPolicy byType) {
    return shared.consent().isEmpty()
        ? Optional.of(byType)
        : shared
            .consent()
            .flatMap(node -> binder.bind(node, ConsentConfiguration.class, problems))
            .map(own -> own.over(byType));
  }

  private static String known() {
    return Destinations.ALL.stream().map(DestinationType::name).collect(Collectors.joining(", "));
  }

  private void problem(YamlNode node, String message) {
    problems.add(new Problem(file, node.line(), node.path(), message));
  }
}
