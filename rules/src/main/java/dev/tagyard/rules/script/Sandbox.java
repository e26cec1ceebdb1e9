package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.ResourceLimits;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/// Makes the contexts that rules run in: no host classes, no network, no threads, no evaluation of
/// text, no files but the rules folder's scripts, built-in objects frozen. All share one engine,
/// and with it compiled code.
///
/// The ready-made policy CONSTRAINED would refuse the options that bound a text's length and turn
/// big integers off, without which one expression can hold a thread for minutes; so all that it
/// denies is denied here one by one.
final class Sandbox {
  private static final Engine ENGINE =
      Engine.newBuilder("js")
          .option("engine.WarnInterpreterOnly", "false")
          .in(InputStream.nullInputStream())
          .out(OutputStream.nullOutputStream())
          .err(OutputStream.nullOutputStream())
          .build();
  private static final Source FREEZE = freeze();

  private Sandbox() {}

  /// Whether and by what scripts are compiled, in the engine's words; `Interpreted` if not at all.
  static String implementation() {
    return ENGINE.getImplementationName();
  }

  static Context context(ScriptFiles files, ScriptLimits limits) {
    var context =
        Context.newBuilder("js")
            .engine(ENGINE)
            .allowAllAccess(false)
            .allowHostAccess(HostAccess.NONE)
            .allowHostClassLookup(_ -> false)
            .allowPolyglotAccess(PolyglotAccess.NONE)
            .allowEnvironmentAccess(EnvironmentAccess.NONE)
            .allowIO(IOAccess.newBuilder().fileSystem(files).allowHostSocketAccess(false).build())
            .allowCreateThread(false)
            .allowCreateProcess(false)
            .allowNativeAccess(false)
            .allowValueSharing(false)
            .resourceLimits(
                ResourceLimits.newBuilder().statementLimit(limits.statements(), null).build())
            .allowExperimentalOptions(true)
            .option("js.strict", "true")
            .option("js.allow-eval", "false")
            .option("js.bigint", "false")
            .option("js.console", "false")
            .option("js.esm-eval-returns-exports", "true")
            .option("js.global-arguments", "false")
            .option("js.graal-builtin", "false")
            .option("js.java-package-globals", "false")
            .option("js.load", "false")
            .option("js.max-apply-argument-length", "100000")
            .option("js.polyglot-builtin", "false")
            .option("js.print", "false")
            .option("js.regexp-static-result", "false")
            .option("js.shared-array-buffer", "false")
            .option("js.string-length-limit", Integer.toString(limits.stringLength()))
            .option("js.timezone", "UTC")
            .build();
    context
        .eval(FREEZE)
        .executeVoid(
            new TreeObject(JsonNodeFactory.instance.objectNode(), false),
            new TreeArray(JsonNodeFactory.instance.arrayNode(), false),
            (ProxyExecutable) _ -> "");
    return context;
  }

  private static Source freeze() {
    try (var script = Sandbox.class.getResourceAsStream("freeze.js")) {
      if (script == null) {
        throw new IllegalStateException("freeze.js is not in the jar");
      }
      var text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      return Source.newBuilder("js", text, "freeze.js").internal(true).buildLiteral();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
