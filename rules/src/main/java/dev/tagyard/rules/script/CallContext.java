package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/// The second argument of a rule: `destination`, `consent`, `now`, `log(…)`, `sha256(text)`. Read
/// only; made for one call.
final class CallContext implements ProxyObject {
  private static final int MOST_LINES = 20;
  private static final int LONGEST_LINE = 500;
  private static final List<Object> KEYS =
      List.of("destination", "consent", "now", "log", "sha256");
  private static final ProxyExecutable SHA_256 = CallContext::sha256;

  private final ScriptCall call;
  private final TreeObject consent;
  private final List<String> lines = new ArrayList<>();

  CallContext(ScriptCall call) {
    this.call = call;
    var all = JsonNodeFactory.instance.objectNode();
    all.setAll(call.consent());
    this.consent = new TreeObject(all, false);
  }

  /// What was logged, up to 20 lines of 500 characters.
  List<String> log() {
    return List.copyOf(lines);
  }

  @Override
  public @Nullable Object getMember(String key) {
    return switch (key) {
      case "destination" -> call.destination().orElse(null);
      case "consent" -> consent;
      case "now" -> call.now().toEpochMilli();
      case "log" -> (ProxyExecutable) this::log;
      case "sha256" -> SHA_256;
      default -> null;
    };
  }

  @Override
  public Object getMemberKeys() {
    return ProxyArray.fromList(KEYS);
  }

  @Override
  public boolean hasMember(String key) {
    return KEYS.contains(key);
  }

  @Override
  public void putMember(String key, Value value) {
    throw new UnsupportedOperationException("is read only");
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

  /// Lower-case hexadecimal digits of the text's UTF-8 bytes.
  private static Object sha256(Value... arguments) {
    if (arguments.length != 1 || !arguments[0].isString()) {
      throw new IllegalArgumentException("sha256 takes one text");
    }
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = arguments[0].asString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
