package dev.tagyard.proxy.destination;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The secrets of one destination by name. Rendering with [#masked] gives a request that may be
/// shown.
public final class Credentials {
  public static final Credentials NONE = new Credentials(Map.of());

  private static final String MASK = "***";

  private final Map<String, String> secrets;

  public Credentials(Map<String, String> secrets) {
    this.secrets = Map.copyOf(secrets);
  }

  /// @throws IllegalArgumentException when the destination was built without this secret
  public String get(String name) {
    var secret = secrets.get(name);
    if (secret == null) {
      throw new IllegalArgumentException("no credential named " + name);
    }
    return secret;
  }

  public boolean has(String name) {
    return secrets.containsKey(name);
  }

  /// The secret, or `***` where there is none yet: a token that is still to be fetched.
  public String orMask(String name) {
    return secrets.getOrDefault(name, MASK);
  }

  /// These and one more.
  public Credentials with(String name, String secret) {
    var more = new HashMap<>(secrets);
    more.put(name, secret);
    return new Credentials(more);
  }

  /// The same names, each with `***` for a value.
  public Credentials masked() {
    return new Credentials(
        secrets.keySet().stream().collect(Collectors.toMap(name -> name, name -> MASK)));
  }

  @Override
  public String toString() {
    return secrets.keySet() + "=" + MASK;
  }
}
