package dev.tagyard.proxy.eventlog;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// An interface of which a test needs a few methods alone.
public final class Partly {
  private Partly() {}

  /// @param methods by name, each given its arguments; any other throws
  public static <T> T of(Class<T> type, Map<String, Function<Object[], Object>> methods) {
    InvocationHandler handler =
        (_, method, arguments) ->
            Optional.ofNullable(methods.get(method.getName()))
                .orElseThrow(() -> new UnsupportedOperationException(method.getName()))
                .apply(arguments == null ? new Object[0] : arguments);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
