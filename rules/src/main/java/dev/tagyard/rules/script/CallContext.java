package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/// What a script is told and may ask besides the event: see [ContextField]. Read only; made for one
/// call.
final class CallContext implements ProxyObject {
  private static final int MOST_LINES = 20;
  private static final int LONGEST_LINE = 500;
  private static final List<String> KEYS = ContextField.names();
  private static final Set<String> KNOWN = Set.copyOf(KEYS);
  private static final ProxyExecutable SHA_256 =
      arguments -> {
        requireTexts("sha256(text)", 1, arguments);
        return Digests.sha256(arguments[0].asString());
      };
  private static final ProxyExecutable HMAC =
      arguments -> {
        requireTexts("hmac(key, text)", 2, arguments);
        return Digests.hmac(arguments[0].asString(), arguments[1].asString());
      };

  private final ScriptCall call;
  private final Tables tables;
  private final String seed;
  private final List<String> lines = new ArrayList<>();
  private final ProxyExecutable log = this::log;
  private final ProxyExecutable lookup = this::lookup;
  private final ProxyExecutable random = this::random;
  private @Nullable TreeObject consent;
  private @Nullable SplittableRandom chance;

  /// @param seed of [#random], the same at each replay
  CallContext(ScriptCall call, Tables tables, String seed) {
    this.call = call;
    this.tables = tables;
    this.seed = seed;
  }

  /// What was logged, up to 20 lines of 500 characters.
  List<String> log() {
    return List.copyOf(lines);
  }

  @Override
  public @Nullable Object getMember(String key) {
    return switch (key) {
      case ContextField.DESTINATION -> call.destination().orElse(null);
      case ContextField.CONSENT -> consent();
      case ContextField.NOW -> call.now().toEpochMilli();
      case ContextField.SHA_256 -> SHA_256;
      case ContextField.HMAC -> HMAC;
      case ContextField.LOG -> log;
      case ContextField.LOOKUP -> lookup;
      case ContextField.RANDOM -> random;
      default -> null;
    };
  }

  @Override
  public Object getMemberKeys() {
    return ProxyArray.fromArray(KEYS.toArray());
  }

  @Override
  public boolean hasMember(String key) {
    return KNOWN.contains(key);
  }

  @Override
  public void putMember(String key, Value value) {
    throw new IllegalArgumentException("is read only");
  }

  private TreeObject consent() {
    var known = consent;
    if (known == null) {
      var all = JsonNodeFactory.instance.objectNode();
      all.setAll(call.consent());
      known = new TreeObject(all, false);
      consent = known;
    }
    return known;
  }

  private @Nullable Object log(Value... parts) {
    if (lines.size() < MOST_LINES) {
      var line = Arrays.stream(parts).map(CallContext::shown).collect(Collectors.joining(" "));
      lines.add(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
    }
    return null;
  }

  private static String shown(Value part) {
    return part.isString() ? part.asString() : part.toString();
  }

  /// The row, or undefined.
  private @Nullable Object lookup(Value... arguments) {
    if (arguments.length == 2 && !arguments[1].isString() && !arguments[1].isNumber()) {
      return null;
    }
    var key = arguments.length == 2 ? Optional.of(shown(arguments[1])) : Optional.<String>empty();
    if (key.isEmpty() || !arguments[0].isString()) {
      throw new IllegalArgumentException("wanted lookup(table, key)");
    }
    return tables
        .row(arguments[0].asString(), key.get())
        .map(row -> (Object) new TreeObject(row, false))
        .orElse(null);
  }

  private Object random(Value... none) {
    var known = chance;
    if (known == null) {
      known = new SplittableRandom(Digests.seed(seed));
      chance = known;
    }
    return known.nextDouble();
  }

  private static void requireTexts(String usage, int count, Value... arguments) {
    var right = arguments.length == count;
    for (var argument : arguments) {
      right = right && argument.isString();
    }
    if (!right) {
      throw new IllegalArgumentException("wanted " + usage);
    }
  }
}
