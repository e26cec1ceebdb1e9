package dev.tagyard.rules.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Describes a key to people. A component without a default and not `Optional` is required.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Doc {
  String value();

  /// The default, written as in YAML; empty when there is none.
  String otherwise() default "";

  /// The key as written, where the component cannot be named after it, as with `public`; empty for
  /// the component's name in snake_case.
  String key() default "";
}
