package dev.tagyard.rules.script;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.utilities.TriState;

/// An object of ours that a script sees: the engine sends it messages, one method each.
@ExportLibrary(InteropLibrary.class)
abstract class HostObject implements TruffleObject {
  static final String SHOWN = "[object]";

  @SuppressWarnings("ReferenceEquality")
  @ExportMessage
  TriState isIdenticalOrUndefined(Object other) {
    return TriState.valueOf(this == other);
  }

  @ExportMessage
  @TruffleBoundary
  int identityHashCode() {
    return System.identityHashCode(this);
  }

  /// How the engine's own messages name it.
  @ExportMessage
  String toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
    return SHOWN;
  }
}
