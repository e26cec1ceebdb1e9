package dev.tagyard.rules.script;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.dsl.Bind;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;

/// A function of ours that a script may call.
@ExportLibrary(InteropLibrary.class)
final class HostFunction extends HostObject {
  /// The work; an `IllegalArgumentException` is what the script is told.
  interface Body {
    Object call(Object[] arguments);
  }

  private final Body body;

  HostFunction(Body body) {
    this.body = body;
  }

  @ExportMessage
  boolean isExecutable() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object execute(Object[] arguments, @Bind Node place) {
    try {
      return body.call(arguments);
    } catch (IllegalArgumentException refused) {
      throw new Refusal(refused, place);
    }
  }
}
