package dev.tagyard.proxy.command;

import java.lang.reflect.Proxy;

/// Operating system signals. The JDK's handler API lies in a package that the compiler warns of
/// without a way to silence it, so it is called by reflection; there is no other for SIGHUP.
final class Signals {
  private Signals() {}

  /// @param name without `SIG`, such as `HUP`
  static void on(String name, Runnable action) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var calling =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                Thread.startVirtualThread(action);
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), calling);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("this Java runtime cannot handle SIG" + name, missing);
    }
  }
}
