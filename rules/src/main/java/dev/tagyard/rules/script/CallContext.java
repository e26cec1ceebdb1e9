package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.dsl.Bind;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.runtime.JSRuntime;
import com.oracle.truffle.js.runtime.objects.Null;
import com.oracle.truffle.js.runtime.objects.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Context;
import org.jspecify.annotations.Nullable;

/// What a script is told and may ask besides the event: see [ContextField]. Read only; made for one
/// call.
@ExportLibrary(InteropLibrary.class)
final class CallContext extends HostObject {
  private static final int MOST_LINES = 20;
  private static final int LONGEST_LINE = 500;
  private static final List<String> KEYS = ContextField.names();
  private static final Set<String> KNOWN = Set.copyOf(KEYS);
  private static final Set<String> NO_FUNCTIONS =
      Set.of(ContextField.DESTINATION, ContextField.CONSENT, ContextField.NOW);
  private static final InteropLibrary GUEST = InteropLibrary.getUncached();
  private static final HostFunction SHA_256 =
      new HostFunction(arguments -> {
        requireTexts(Words.SHA_256, 1, arguments);
        return Digests.sha256(text(arguments[0]));
      });
  private static final HostFunction HMAC =
      new HostFunction(arguments -> {
        requireTexts(Words.HMAC, 2, arguments);
        return Digests.hmac(text(arguments[0]), text(arguments[1]));
      });

  private final ScriptCall call;
  private final Tables tables;
  private final Supplier<String> seed;
  private final List<String> lines = new ArrayList<>();
  private final HostFunction log = new HostFunction(this::log);
  private final HostFunction lookup = new HostFunction(this::lookup);
  private final HostFunction random = new HostFunction(this::random);
  private @Nullable TreeObject consent;
  private @Nullable SplittableRandom chance;

  /// @param seed of [#random], the same at each replay
  CallContext(ScriptCall call, Tables tables, Supplier<String> seed) {
    this.call = call;
    this.tables = tables;
    this.seed = seed;
  }

  /// What was logged, up to 20 lines of 500 characters.
  List<String> log() {
    return List.copyOf(lines);
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return new MemberNames(KEYS);
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String key) {
    return KNOWN.contains(key);
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String key) throws UnknownIdentifierException {
    return switch (key) {
      case ContextField.DESTINATION ->
          call.destination().<Object>map(name -> name).orElse(Null.instance);
      case ContextField.CONSENT -> consent();
      case ContextField.NOW -> call.now().toEpochMilli();
      case ContextField.SHA_256 -> SHA_256;
      case ContextField.HMAC -> HMAC;
      case ContextField.LOG -> log;
      case ContextField.LOOKUP -> lookup;
      case ContextField.RANDOM -> random;
      default -> throw UnknownIdentifierException.create(key);
    };
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberInvocable(String key) {
    return KNOWN.contains(key) && !NO_FUNCTIONS.contains(key);
  }

  @ExportMessage
  @TruffleBoundary
  Object invokeMember(String key, Object[] arguments, @Bind Node place)
      throws UnknownIdentifierException, UnsupportedMessageException {
    if (readMember(key) instanceof HostFunction function) {
      return function.execute(arguments, place);
    }
    throw UnsupportedMessageException.create();
  }

  /// As if it could be written, for the words that tell why not.
  @ExportMessage
  boolean isMemberModifiable(String key) {
    return isMemberReadable(key);
  }

  @ExportMessage
  boolean isMemberInsertable(String key) {
    return !isMemberReadable(key);
  }

  // The engine calls it.
  @SuppressWarnings({"DoNotCallSuggester", "unused"})
  @ExportMessage
  @TruffleBoundary
  void writeMember(String key, Object value, @Bind Node place) {
    throw new Refusal(new IllegalArgumentException(Words.READ_ONLY), place);
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

  private Object log(Object[] parts) {
    if (lines.size() < MOST_LINES) {
      var line = Arrays.stream(parts).map(CallContext::shown).collect(Collectors.joining(" "));
      lines.add(Shortened.to(LONGEST_LINE, line));
    }
    return Undefined.instance;
  }

  /// As the script itself would show it.
  private static String shown(Object part) {
    if (part instanceof Number number) {
      return JSRuntime.numberToString(number).toJavaStringUncached();
    }
    var value = Context.getCurrent().asValue(part);
    return value.isString() ? value.asString() : value.toString();
  }

  /// The row, or null.
  private Object lookup(Object[] arguments) {
    if (arguments.length == 2 && !GUEST.isString(arguments[1]) && !GUEST.isNumber(arguments[1])) {
      return Null.instance;
    }
    if (arguments.length != 2 || !GUEST.isString(arguments[0])) {
      throw new IllegalArgumentException(Words.LOOKUP);
    }
    return tables
        .row(shown(arguments[0]), shown(arguments[1]))
        .<Object>map(row -> new TreeObject(row, false))
        .orElse(Null.instance);
  }

  private Object random(@SuppressWarnings("unused") Object[] none) {
    var known = chance;
    if (known == null) {
      known = new SplittableRandom(Digests.seed(seed.get()));
      chance = known;
    }
    return known.nextDouble();
  }

  private static void requireTexts(String usage, int count, Object[] arguments) {
    var right = arguments.length == count;
    for (var argument : arguments) {
      right = right && (argument instanceof TruffleString || GUEST.isString(argument));
    }
    if (!right) {
      throw new IllegalArgumentException(usage);
    }
  }

  private static String text(Object argument) {
    return argument instanceof TruffleString text ? text.toJavaStringUncached() : shown(argument);
  }
}
