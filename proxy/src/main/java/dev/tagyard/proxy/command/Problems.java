package dev.tagyard.proxy.command;

import dev.tagyard.rules.yaml.Problem;
import java.util.List;

/// Prints an operator's mistakes, one line each.
final class Problems {
  private Problems() {}

  static void print(List<Problem> problems) {
    problems.forEach(problem -> System.err.println(Printable.text(problem.toString())));
  }

  /// What is in order and yet hardly meant.
  static void warn(List<Problem> problems) {
    problems.forEach(problem -> System.err.println(Printable.text("warning: " + problem)));
  }
}
