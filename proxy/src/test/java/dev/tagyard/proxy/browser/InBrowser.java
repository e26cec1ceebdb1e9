package dev.tagyard.proxy.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

/// Hands tests one chromium for all of them. Without one on the PATH they are skipped, except on a
/// build server (`CI=true`), where they fail.
final class InBrowser extends TypeBasedParameterResolver<Chromium> {
  @Override
  public Chromium resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getRoot()
        .getStore(ExtensionContext.Namespace.create(InBrowser.class))
        .getOrComputeIfAbsent(Chromium.class, _ -> start(), Chromium.class);
  }

  private static Chromium start() {
    var installed = Chromium.installed();
    if (installed.isEmpty()) {
      var line = "no chromium on the PATH: the tests in a real browser are skipped";
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(line + ", and CI=true wants them");
      }
      System.out.println(line);
      Assumptions.abort(line);
    }
    try {
      return Chromium.start(installed.orElseThrow());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
