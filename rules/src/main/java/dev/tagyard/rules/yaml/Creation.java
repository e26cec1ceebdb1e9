package dev.tagyard.rules.yaml;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Calls constructors and `parse` methods; what they refuse rises as their own
/// [IllegalArgumentException].
final class Creation {
  private Creation() {}

  static Record record(Class<?> type, List<Object> values) {
    try {
      var constructor =
          type.getDeclaredConstructor(
              Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return (Record) constructor.newInstance(values.toArray());
    } catch (InvocationTargetException thrown) {
      throw refusal(type, thrown);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("cannot make " + type, impossible);
    }
  }

  /// The type's `static T parse(String)`.
  static Optional<Method> parser(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getName().equals("parse"))
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class}))
        .filter(method -> method.getReturnType() == type)
        .findFirst();
  }

  static Optional<Object> parse(Method parser, String text) {
    try {
      parser.setAccessible(true);
      @Nullable Object parsed = parser.invoke(null, text);
      return Optional.ofNullable(parsed);
    } catch (InvocationTargetException thrown) {
      throw refusal(parser.getReturnType(), thrown);
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException("cannot call " + parser, impossible);
    }
  }

  private static RuntimeException refusal(Class<?> type, InvocationTargetException thrown) {
    return thrown.getCause() instanceof IllegalArgumentException refused
        ? refused
        : new IllegalStateException("cannot make " + type, thrown.getCause());
  }
}
