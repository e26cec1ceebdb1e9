package dev.tagyard.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tagyard.rules");

  @Test
  void event_and_yaml_know_nothing_else_of_ours() {
    for (var name : new String[] {"event", "yaml"}) {
      noClasses()
          .that()
          .resideInAPackage("dev.tagyard.rules." + name)
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are ours and elsewhere",
                  other ->
                      other.getPackageName().startsWith("dev.tagyard")
                          && !other.getPackageName().equals("dev.tagyard.rules." + name)))
          .check(CLASSES);
    }
  }

  @Test
  void scripts_know_the_event_and_modules_alone() {
    noClasses()
        .that()
        .resideInAPackage("dev.tagyard.rules.script")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.tagyard.rules", "dev.tagyard.rules.yaml")
        .check(CLASSES);
  }

  @Test
  void modules_know_nothing_of_ours() {
    noClasses()
        .that()
        .resideInAPackage("dev.tagyard.rules.module")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.tagyard.rules",
            "dev.tagyard.rules.event",
            "dev.tagyard.rules.script",
            "dev.tagyard.rules.yaml")
        .check(CLASSES);
  }

  @Test
  void the_module_knows_neither_consent_nor_the_proxy() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.tagyard.consent..", "dev.tagyard.proxy..", "io.vertx..")
        .check(CLASSES);
  }

  @Test
  void each_engine_is_named_in_one_package() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.tagyard.rules.script")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.graalvm..")
        .check(CLASSES);
    // The engine's own parser, and what it asks of a view of the event.
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.tagyard.rules.module", "dev.tagyard.rules.script")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.oracle..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.tagyard.rules.yaml")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(CLASSES);
  }

  @Test
  void packages_make_no_circle() {
    slices().matching("dev.tagyard.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void time_and_environment_are_arguments() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .check(CLASSES);
  }
}
