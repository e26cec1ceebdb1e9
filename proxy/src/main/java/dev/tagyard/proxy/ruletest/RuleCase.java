package dev.tagyard.proxy.ruletest;

import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.rules.yaml.Binder;
import dev.tagyard.rules.yaml.Problem;
import dev.tagyard.rules.yaml.YamlDocument;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A golden case: a folder with `event.json` and `expect.yaml`.
///
/// @param name its path below the folder that was searched
public record RuleCase(String name, Path folder) {
  private static final String EVENT = "event.json";
  private static final String EXPECT = "expect.yaml";

  /// What came of a case.
  ///
  /// @param problems empty when all is as expected
  /// @param shares what each destination got; empty when the event could not be read
  /// @param ran what each rule did, in words
  public record Result(
      RuleCase of, List<Problem> problems, Map<String, Share> shares, List<String> ran) {
    public Result {
      problems = List.copyOf(problems);
      ran = List.copyOf(ran);
    }

    public boolean passed() {
      return problems.isEmpty();
    }
  }

  /// All cases in a folder and below it, by name; the folder itself may be a link. What cannot be
  /// looked into is passed over.
  public static List<RuleCase> in(Path folder) throws IOException {
    var root = folder.toRealPath();
    var cases = new ArrayList<RuleCase>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path within, BasicFileAttributes attributes) {
            if (Files.exists(within.resolve(EVENT))) {
              var found = folder.resolve(root.relativize(within));
              cases.add(new RuleCase(name(folder, found), found));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            return FileVisitResult.CONTINUE;
          }
        });
    cases.sort(Comparator.comparing(RuleCase::name));
    return List.copyOf(cases);
  }

  /// @param update whether `expect.yaml` is to be written anew instead of compared
  /// @param environment a variable by name
  public Result run(Plan plan, boolean update, Function<String, Optional<String>> environment)
      throws IOException {
    Rehearsal rehearsal;
    try {
      var event = CaseEvent.read(Files.readAllBytes(folder.resolve(EVENT)), plan);
      rehearsal = Rehearsal.of(event, plan);
    } catch (IllegalArgumentException noEvent) {
      var problem = new Problem(shown(EVENT), 0, "", String.valueOf(noEvent.getMessage()));
      return new Result(this, List.of(problem), Map.of(), List.of());
    }
    var problems = new ArrayList<Problem>();
    // A rule that fails is skipped by default: a test must not pass over it.
    rehearsal.errors().forEach(error -> problems.add(new Problem(shown(EVENT), 0, "", error)));
    if (update) {
      write(rehearsal.shares());
    } else {
      compare(rehearsal.shares(), new Binder(shown(EXPECT), folder, environment), problems);
    }
    return new Result(this, problems, rehearsal.shares(), rehearsal.ran());
  }

  private void compare(Map<String, Share> shares, Binder binder, List<Problem> problems) {
    var file = folder.resolve(EXPECT);
    if (!Files.exists(file)) {
      problems.add(new Problem(shown(EXPECT), 0, "", "is missing; --update writes it"));
      return;
    }
    YamlDocument.read(shown(EXPECT), file, problems)
        .ifPresent(
            wanted -> problems.addAll(Expectation.compare(shown(EXPECT), wanted, shares, binder)));
  }

  private void write(Map<String, Share> shares) throws IOException {
    var file = folder.resolve(EXPECT);
    var before = Files.exists(file) ? Files.readString(file) : "";
    Files.writeString(file, ExpectationText.of(shares, before));
  }

  private String shown(String file) {
    return folder.resolve(file).toString();
  }

  private static String name(Path root, Path folder) {
    var below = root.relativize(folder).toString().replace('\\', '/');
    var name = below.startsWith("tests/") ? below.substring("tests/".length()) : below;
    return name.isEmpty() ? String.valueOf(folder.toAbsolutePath().getFileName()) : name;
  }
}
