package dev.tagyard.proxy.plan;

import dev.tagyard.consent.ConsentDecider;
import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.consent.ConsentSettings;
import dev.tagyard.proxy.scripted.ScriptedDestination;
import dev.tagyard.proxy.vendorlist.KeptList;
import dev.tagyard.proxy.vendorlist.PublishedList;
import dev.tagyard.proxy.visitor.Regions;
import dev.tagyard.rules.Candidate;
import dev.tagyard.rules.RuleFiles;
import dev.tagyard.rules.RuleObserver;
import dev.tagyard.rules.RuleOptions;
import dev.tagyard.rules.RuleSet;
import dev.tagyard.rules.yaml.Binder;
import dev.tagyard.rules.yaml.Problem;
import dev.tagyard.rules.yaml.YamlDocument;
import dev.tagyard.rules.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads `tagyard.yaml` and its rules into a plan, or into every mistake that they hold.
public final class PlanReader {
  private final Path file;
  private final Function<String, Optional<String>> environment;
  private final RuleObserver observer;
  private final Candidate.Observer comparisons;
  private final InstantSource clock;

  /// @param environment a variable by name
  public PlanReader(
      Path file,
      Function<String, Optional<String>> environment,
      RuleObserver observer,
      InstantSource clock) {
    this(file, environment, observer, (_, _) -> {}, clock);
  }

  /// @param comparisons is told of what the rules of `rules.shadow` would do otherwise
  public PlanReader(
      Path file,
      Function<String, Optional<String>> environment,
      RuleObserver observer,
      Candidate.Observer comparisons,
      InstantSource clock) {
    this.clock = clock;
    this.file = file;
    this.environment = environment;
    this.observer = observer;
    this.comparisons = comparisons;
  }

  /// @param problems all mistakes; empty exactly when there is a plan
  /// @param warnings what is no mistake and yet hardly meant
  /// @param files what they were like when they were read, or before
  public record Loaded(
      Optional<Plan> plan,
      List<Problem> problems,
      List<Problem> warnings,
      Map<Path, String> files) {
    public Loaded {
      files = Map.copyOf(files);
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }
  }

  /// @param version that the plan is to carry
  public Loaded read(long version) {
    var problems = new ArrayList<Problem>();
    var destinations = new LinkedHashMap<String, PlannedDestination>();
    var warnings = new ArrayList<Problem>();
    var files = new HashMap<Path, String>();
    var plan = read(version, destinations, problems, warnings, files);
    if (problems.isEmpty()) {
      plan.ifPresent(read -> warnings.addAll(warnings(read)));
      return new Loaded(plan, List.of(), warnings, files);
    }
    destinations.values().forEach(PlannedDestination::close);
    plan.ifPresent(read -> read.rules().close());
    return new Loaded(Optional.empty(), problems, List.of(), files);
  }

  private List<Problem> warnings(Plan plan) {
    var nodes = plan.configuration().destinations();
    return plan.consent().neverByTcf().stream()
        .map(never -> {
          var node = Optional.ofNullable(nodes.get(never.destination())).orElseThrow();
          return new Problem(name(), node.line(), node.path(), never.words());
        })
        .toList();
  }

  private String name() {
    return Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
  }

  private Optional<Plan> read(
      long version,
      Map<String, PlannedDestination> destinations,
      List<Problem> problems,
      List<Problem> warnings,
      Map<Path, String> files) {
    var name = name();
    var folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("."));
    var binder = new Binder(name, folder, environment);
    if (Files.notExists(file)) {
      problems.add(
          new Problem(
              file.toString(),
              0,
              "",
              "there is no such file: tagyard init writes one to start from, --config names"
                  + " another"));
      return Optional.empty();
    }
    files.putAll(FileStamps.of(List.of(file)));
    var root = YamlDocument.read(name, file, problems);
    var configuration =
        root.flatMap(node -> binder.bind(node, Configuration.class, problems))
            .map(bound -> bound.in(folder));
    configuration.ifPresent(bound -> files.putAll(FileStamps.of(files(bound))));
    root.ifPresent(
        node -> new ConfigurationCheck(name, folder, node, binder, problems, warnings).all());
    // Destinations are read also where the rest holds mistakes: all are told at once.
    var nodes = configuration.map(Configuration::destinations).orElseGet(() -> destinations(root));
    var policies = new LinkedHashMap<String, ConsentPolicy>();
    var before = new HashMap<Path, String>();
    nodes.forEach((key, node) ->
        new DestinationReader(name, binder, problems)
            .read(key, node)
            .ifPresent(read -> {
              destinations.put(key, read.destination());
              policies.put(key, read.policy());
              read.scripts().forEach(before::putIfAbsent);
            }));
    files.putAll(FileStamps.of(scripts(destinations.values())));
    files.replaceAll(before::getOrDefault);
    if (configuration.isEmpty()) {
      rulesAnyway(root, folder, nodes.keySet(), problems);
      return Optional.empty();
    }
    var settings = settings(configuration.get(), problems);
    var regions = configuration.get().consent().regionDatabase().map(at -> regions(at, problems));
    var rules = rules(configuration.get(), configuration.get().destinations(), problems);
    return rules.map(set ->
        new Plan(
            version,
            configuration.get(),
            Collections.unmodifiableMap(destinations),
            new ConsentDecider(policies, settings),
            regions.orElse(Regions.NONE),
            set));
  }

  private static Map<String, YamlNode> destinations(Optional<YamlNode> root) {
    return root.filter(YamlNode.Mapping.class::isInstance)
        .flatMap(node -> ((YamlNode.Mapping) node).get("destinations"))
        .filter(YamlNode.Mapping.class::isInstance)
        .map(node -> ((YamlNode.Mapping) node).entries())
        .orElse(Map.of());
  }

  private static ConsentSettings settings(Configuration configuration, List<Problem> problems) {
    var consent = configuration.consent();
    var settings =
        ConsentSettings.DEFAULT
            .withUnknownRegion(consent.unknownRegion())
            .withMaxAge(Optional.of(Period.ofDays((int) consent.maxAge().toDays())));
    var lists = new Lists(configuration.data().dir(), problems);
    return settings
        .withVendorList(lists.read(PublishedList.VENDORS, consent.vendorList(), "vendor_list"))
        .withCmpList(lists.read(PublishedList.PLATFORMS, consent.cmpList(), "cmp_list"));
  }

  private static Regions regions(Path file, List<Problem> problems) {
    try {
      return Regions.open(file);
    } catch (IOException unreadable) {
      var why = String.valueOf(unreadable.getMessage());
      problems.add(
          new Problem(
              file.toString(),
              1,
              "consent.region_database",
              why.startsWith("is ") ? why : "cannot be read"));
      return Regions.NONE;
    }
  }

  /// @param dataDir where fetched lists are kept
  private record Lists(Path dataDir, List<Problem> problems) {
    /// A list that is not there yet is no mistake where it is still to be fetched.
    <T> Optional<T> read(PublishedList<T> which, Optional<ListConfiguration> from, String key) {
      return from.flatMap(ListConfiguration::file).isPresent()
          ? from.flatMap(ListConfiguration::file).flatMap(file -> read(which, file, key))
          : from.flatMap(ListConfiguration::url)
              .flatMap(url -> new KeptList<>(which, dataDir).list(url.toString()));
    }

    private <T> Optional<T> read(PublishedList<T> which, Path file, String key) {
      var why = "cannot be read";
      try {
        return Optional.of(which.read().apply(Files.readAllBytes(file)));
      } catch (IOException unreadable) {
        // Said below.
      } catch (IllegalArgumentException broken) {
        why = String.valueOf(broken.getMessage());
      }
      problems.add(new Problem(file.toString(), 1, "consent." + key + ".file", why));
      return Optional.empty();
    }
  }

  private Optional<RuleSet> rules(
      Configuration configuration, Map<String, YamlNode> destinations, List<Problem> problems) {
    if (configuration.rules().isEmpty()) {
      return Optional.of(RuleSet.none());
    }
    var wanted = configuration.rules().get();
    var rules = rules(wanted.folder(), destinations.keySet(), problems);
    if (wanted.shadow().isEmpty()) {
      return rules;
    }
    var shadow = rules(wanted.shadow().get(), destinations.keySet(), problems);
    if (rules.isEmpty() || shadow.isEmpty()) {
      rules.ifPresent(RuleSet::close);
      shadow.ifPresent(RuleSet::close);
      return Optional.empty();
    }
    var candidate =
        new Candidate(
            shadow.get(), wanted.rollout().share(), wanted.compare().share(), comparisons);
    return Optional.of(rules.get().with(candidate));
  }

  private Optional<RuleSet> rules(Path folder, Set<String> destinations, List<Problem> problems) {
    return rules(folder, destinations, observer, problems);
  }

  private Optional<RuleSet> rules(
      Path folder, Set<String> destinations, RuleObserver watching, List<Problem> problems) {
    if (!Files.isDirectory(folder)) {
      return Optional.of(RuleSet.none());
    }
    var options = RuleOptions.of(destinations).withEnvironment(environment).withObserver(watching);
    return RuleSet.load(folder, options, problems);
  }

  /// Tells the mistakes of rules too where the file that names their folder holds mistakes itself.
  private void rulesAnyway(
      Optional<YamlNode> root, Path base, Set<String> destinations, List<Problem> problems) {
    root.filter(YamlNode.Mapping.class::isInstance)
        .flatMap(node -> ((YamlNode.Mapping) node).get("rules"))
        .map(node ->
            node instanceof YamlNode.Mapping mapping ? mapping.get("folder").orElse(node) : node)
        .filter(YamlNode.Scalar.class::isInstance)
        .map(node -> base.resolve(((YamlNode.Scalar) node).text()).normalize())
        .flatMap(folder -> rules(folder, destinations, RuleObserver.NONE, problems))
        .ifPresent(RuleSet::close);
  }

  /// Every file that a plan is read from, as they are there now.
  public List<Path> files(Plan plan) {
    return Stream.of(
            List.of(file), files(plan.configuration()), scripts(plan.destinations().values()))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Path> files(Configuration configuration) {
    var consent = configuration.consent();
    var files = new ArrayList<Path>();
    configuration
        .rules()
        .ifPresent(rules -> {
          files.addAll(RuleFiles.of(rules.folder()));
          rules.shadow().map(RuleFiles::of).ifPresent(files::addAll);
        });
    consent.regionDatabase().ifPresent(files::add);
    for (var list : List.of(consent.vendorList(), consent.cmpList())) {
      list.flatMap(ListConfiguration::file).ifPresent(files::add);
    }
    configuration
        .visitors()
        .tls()
        .ifPresent(tls -> files.addAll(List.of(tls.certificate(), tls.key())));
    return files;
  }

  private static List<Path> scripts(Collection<PlannedDestination> destinations) {
    return destinations.stream()
        .flatMap(planned ->
            planned.destination() instanceof ScriptedDestination scripted
                ? scripted.files().stream()
                : Stream.empty())
        .toList();
  }

  Instant now() {
    return clock.instant();
  }

  /// Rules of another folder for the destinations of a plan, to be compared with those that run.
  public Optional<RuleSet> other(Path folder, Plan plan, List<Problem> problems) {
    return rules(folder, plan.destinations().keySet(), RuleObserver.NONE, problems);
  }
}
