package dev.tagyard.consent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The module is a library of pure functions, and each decoder stands alone.
final class LayersTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tagyard");

  @ParameterizedTest
  @ValueSource(strings = {"tcf", "gpp", "signal"})
  void a_decoder_knows_nothing_but_itself(String name) {
    var own = "dev.tagyard.consent." + name;

    classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            own,
            "java.lang..",
            "java.nio..",
            "java.time..",
            "java.util..",
            "java.net",
            "org.jspecify..")
        .check(MAIN);
  }

  @Test
  void the_module_knows_nothing_else_of_ours() {
    classes()
        .that()
        .resideInAPackage("dev.tagyard.consent..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.tagyard.consent..",
            "java..",
            "com.github.benmanes.caffeine.cache",
            "org.jspecify..")
        .check(MAIN);
  }

  @Test
  void packages_form_no_circle() {
    slices().matching("dev.tagyard.(consent.*)..").should().beFreeOfCycles().check(MAIN);
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.tagyard.consent.tcf", "dev.tagyard.consent.gpp", "dev.tagyard.consent.signal")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.tagyard.consent")
        .check(MAIN);
  }

  @Test
  void nothing_asks_for_the_time_the_environment_or_a_file() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io", "java.nio.file..", "java.net.http..")
        .check(MAIN);
    noClasses().should().dependOnClassesThat().areAssignableTo(Thread.class).check(MAIN);
  }
}
