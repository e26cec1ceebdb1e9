package dev.tagyard.proxy.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

/// Hands tests one chromium for all of them. Without one on the PATH they are skipped, except on a
/// build server (`CI=true`), where they fail.
final class InBrowser extends TypeBasedParameterResolver<Chromium> implements ExecutionCondition {
  private static final String MISSING = "no chromium on the PATH: nothing is tried in a browser";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext test) {
    if (Chromium.installed().isPresent() || "true".equals(System.getenv("CI"))) {
      return ConditionEvaluationResult.enabled("");
    }
    store(test).getOrComputeIfAbsent(MISSING, InBrowser::print);
    return ConditionEvaluationResult.disabled(MISSING);
  }

  @Override
  public Chromium resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return store(test).getOrComputeIfAbsent(Chromium.class, _ -> start(), Chromium.class);
  }

  private static ExtensionContext.Store store(ExtensionContext test) {
    return test.getRoot().getStore(ExtensionContext.Namespace.create(InBrowser.class));
  }

  private static Object print(String line) {
    System.out.println(line);
    return line;
  }

  private static Chromium start() {
    try {
      return Chromium.start(Chromium.installed().orElseThrow(() -> new AssertionError(MISSING)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
