package dev.tagyard.proxy;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The layout is the architecture: a box knows the one it hands to, never the one before it.
@Execution(ExecutionMode.CONCURRENT)
class LayersTest {
  private static final String BASE = "dev.tagyard.proxy.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tagyard.proxy");

  /// Which package may use which of ours, itself aside; `..` takes in those below. A new package
  /// needs a line here. The base package builds everything and may use all.
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          entry("source..", List.of("rules.event", "rules.yaml", "consent..")),
          // What the server sees of a request, it sees as a source does: Inbound.
          entry("visitor", List.of("proxy.source", "rules.event", "consent")),
          // The relay rewrites gcs and gcd: their reader is the one that consent decides by.
          entry("destination..", List.of("rules.event", "rules.yaml", "consent", "consent.signal")),
          // Addresses: trusted proxies are configured, and an address is cut to its network.
          entry(
              "plan",
              List.of(
                  "proxy.destination..",
                  "proxy.scripted",
                  "proxy.visitor",
                  "proxy.vendorlist",
                  "rules..",
                  "consent..")),
          // Follows events by intake and dispatch, which know it by an interface each.
          entry(
              "preview",
              List.of(
                  "proxy.intake",
                  "proxy.dispatch",
                  "proxy.eventlog",
                  "rules",
                  "rules.event",
                  "consent")),
          // A destination that runs a script, and so is not pure as the others are.
          entry(
              "scripted",
              List.of("proxy.destination..", "rules", "rules.event", "rules.yaml", "consent")),
          entry("vendorlist", List.of("consent.tcf")),
          entry(
              "intake",
              List.of(
                  "proxy.source",
                  "proxy.visitor",
                  "proxy.plan",
                  "proxy.choice",
                  "proxy.eventlog",
                  "rules.event",
                  "consent..")),
          entry("choice", List.of("proxy.eventlog", "rules.event", "consent")),
          entry("eventlog..", List.of("rules.event", "consent")),
          entry(
              "dispatch",
              List.of(
                  "proxy.eventlog",
                  "proxy.plan",
                  "proxy.destination",
                  "rules",
                  "rules.event",
                  "consent")),
          entry(
              "sender",
              List.of(
                  "proxy.eventlog",
                  "proxy.choice",
                  "proxy.destination",
                  "proxy.plan",
                  "rules.event",
                  "consent")),
          // What does not go by HTTP is carried as the sender wants it.
          entry("carrier..", List.of("proxy.sender", "proxy.plan", "proxy.destination")),
          entry(
              "admin",
              List.of(
                  "proxy.eventlog",
                  "proxy.dispatch",
                  "proxy.destination",
                  "proxy.plan",
                  "rules",
                  "rules.event",
                  "rules.yaml",
                  "consent")),
          entry(
              "http",
              List.of(
                  "proxy.packaged",
                  "proxy.admin",
                  "proxy.choice",
                  "proxy.intake",
                  "proxy.source..",
                  "proxy.visitor",
                  "proxy.plan",
                  "proxy.eventlog",
                  "proxy.preview",
                  "rules",
                  "rules.yaml",
                  "consent")),
          // A rule test is an event's whole way up to the outbox, with nothing written.
          entry(
              "ruletest",
              List.of(
                  "proxy.source..",
                  "proxy.visitor",
                  "proxy.plan",
                  "proxy.dispatch",
                  "proxy.eventlog",
                  "proxy.destination",
                  "rules",
                  "rules.event",
                  "rules.yaml",
                  "consent")),
          // Asks vendors as the sender does, which may hold newer tokens.
          entry(
              "doctor",
              List.of(
                  "proxy.plan",
                  "proxy.sender",
                  "proxy.destination",
                  "proxy.visitor",
                  "rules.event",
                  "rules.yaml",
                  "consent")),
          entry("compare", List.of()),
          // What a person asks of a string, the plan's policies answer.
          entry(
              "consentstring",
              List.of("proxy.plan", "proxy.source.nativeevent", "rules", "consent..")),
          entry(
              "privacyreport",
              List.of("proxy.plan", "proxy.destination", "rules", "rules.yaml", "consent..")),
          entry("packaged", List.of()),
          entry("standin", List.of("rules.event")),
          entry(
              "demo",
              List.of("proxy", "proxy.packaged", "proxy.standin", "proxy.admin", "proxy.eventlog")),
          entry("command", List.of("proxy..", "rules..", "consent..")));

  static Stream<String> packages() {
    return MAY_USE.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void a_package_uses_what_its_line_names(String row) {
    var allowed =
        Stream.concat(
                Stream.of(BASE + row),
                MAY_USE.getOrDefault(row, List.of()).stream().map(name -> "dev.tagyard." + name))
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(BASE + row)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.tagyard..")
                .and(DescribedPredicate.not(resideInAnyPackage(allowed))))
        .check(CLASSES);
  }

  @Test
  void every_package_has_a_line() {
    var rows = MAY_USE.keySet().stream().map(row -> BASE + row).toArray(String[]::new);

    assertThat(CLASSES.stream().filter(DescribedPredicate.not(resideInAnyPackage(rows))))
        .allMatch(type -> type.getPackageName().equals("dev.tagyard.proxy"));
  }

  /// The base package stands on both sides: `Main` names the commands, and they start a `Server`.
  @Test
  void no_two_packages_need_each_other() {
    slices().matching("dev.tagyard.proxy.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void the_engine_of_the_event_log_is_named_in_one_package() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE + "eventlog.rocksdb..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.rocksdb..")
        .check(CLASSES);
  }

  @Test
  void kafka_s_client_is_named_in_one_package() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE + "carrier.kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void the_engine_of_scripts_is_not_named_here() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.graalvm..", "com.oracle.truffle..")
        .check(CLASSES);
  }

  @Test
  void vertx_stays_at_the_rim() {
    var rim =
        Stream.of("http", "sender", "standin", "demo", "command").map(name -> BASE + name + "..");
    noClasses()
        .that()
        .resideOutsideOfPackages(
            Stream.concat(rim, Stream.of("dev.tagyard.proxy")).toArray(String[]::new))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.vertx..", "io.netty..")
                .and(DescribedPredicate.not(resideInAPackage("io.vertx.core.json.."))))
        .check(CLASSES);
  }

  @Test
  void futures_are_waited_for_by_the_sender_and_at_start_and_end_alone() {
    noClasses()
        .that(areNot("sender.HttpSender", "Server", "demo.Demo"))
        .should()
        .callMethodWhere(target(name("await")).and(target(owner(assignableTo(Future.class)))))
        .check(CLASSES);
  }

  @Test
  void clock_and_environment_are_read_at_the_rim_alone() {
    noClasses().should().callMethod(Instant.class, "now").check(CLASSES);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
    noClasses()
        .that(areNot("Server", "Offline", "demo.Demo"))
        .should()
        .callMethodWhere(
            target(name("system").or(name("systemUTC")))
                .and(
                    target(owner(assignableTo(InstantSource.class).or(assignableTo(Clock.class))))))
        .check(CLASSES);
    noClasses()
        .that(areNot("Server"))
        .and()
        .resideOutsideOfPackage(BASE + "command")
        .should()
        .callMethodWhere(target(name("getenv")).and(target(owner(assignableTo(System.class)))))
        .check(CLASSES);
  }

  /// Classes other than these and what is nested in them.
  private static DescribedPredicate<JavaClass> areNot(String... names) {
    return DescribedPredicate.describe(
        "are not " + List.of(names),
        type ->
            Stream.of(names)
                .map(name -> BASE + name)
                .noneMatch(
                    name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
  }
}
