package dev.tagyard.rules.script;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.js.runtime.objects.Undefined;

/// A function that keeps the value that it is called with: what is ours is found again in it, which
/// a `Value` does not give away.
@ExportLibrary(InteropLibrary.class)
final class Kept extends HostObject {
  private Object value = Undefined.instance;

  @ExportMessage
  boolean isExecutable() {
    return true;
  }

  @ExportMessage
  Object execute(Object[] arguments) {
    value = arguments[0];
    return Undefined.instance;
  }

  /// The value, which is not kept any longer.
  Object take() {
    var taken = value;
    value = Undefined.instance;
    return taken;
  }
}
