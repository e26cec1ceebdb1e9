package dev.tagyard.proxy.destination;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Destinations are pure: they compute, the sender talks.
@Execution(ExecutionMode.CONCURRENT)
class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tagyard.proxy.destination");

  @Test
  void destinations_know_the_event_their_configuration_and_consent_alone() {
    var ours = JavaClass.Predicates.resideInAPackage("dev.tagyard..");
    var allowed =
        JavaClass.Predicates.resideInAnyPackage(
            "dev.tagyard.proxy.destination..",
            "dev.tagyard.rules.event..",
            "dev.tagyard.rules.yaml..",
            "dev.tagyard.consent..");

    noClasses()
        .should()
        .dependOnClassesThat(ours.and(DescribedPredicate.not(allowed)))
        .check(CLASSES);
  }

  @Test
  void of_vertx_they_may_use_json_alone() {
    noClasses()
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage("io.vertx..", "io.netty..")
                .and(
                    DescribedPredicate.not(
                        JavaClass.Predicates.resideInAPackage("io.vertx.core.json.."))))
        .check(CLASSES);
  }

  @Test
  void they_neither_read_the_clock_nor_do_input_and_output() {
    noClasses().should().callMethod(Instant.class, "now").check(CLASSES);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
    noClasses().should().callMethod(System.class, "nanoTime").check(CLASSES);
    noClasses().should().callMethod(System.class, "getenv", String.class).check(CLASSES);
    // A path is a name as long as nobody opens it.
    noClasses()
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(
                    "java.nio.file..", "java.net.http..", "java.util.concurrent..")
                .and(DescribedPredicate.not(JavaClass.Predicates.type(java.nio.file.Path.class))))
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.File.*")
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.util\\.Random")
        .check(CLASSES);
  }

  @Test
  void vendors_do_not_know_each_other() {
    slices()
        .matching("dev.tagyard.proxy.destination.(*)")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.tagyard.proxy.destination")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.tagyard.proxy.destination.*")
        .check(CLASSES);
  }
}
