package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The secrets of one destination by name. Rendering with [#masked] gives a request that may be
/// shown.
public final class Credentials {
  public static final Credentials NONE = new Credentials(Map.of());

  private static final String MASK = "***";

  /// A shorter one may be part of anything.
  private static final int SHORTEST = 4;

  /// Settings may be of these: nobody's secret, and an answer without them is no JSON any more.
  private static final Set<String> WORDS_OF_JSON = Set.of("true", "false", "null");

  private static final Pattern BASIC = Pattern.compile("Basic [A-Za-z0-9+/=]{8,}");

  private final Map<String, String> secrets;

  /// The secrets, also as addresses and JSON write them.
  private final Set<String> spellings;

  public Credentials(Map<String, String> secrets) {
    this.secrets = Map.copyOf(secrets);
    this.spellings =
        secrets.values().stream()
            .filter(Credentials::tells)
            .flatMap(Credentials::spellings)
            .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// Whether a text must be masked wherever it stands.
  static boolean tells(String secret) {
    return secret.length() >= SHORTEST && !WORDS_OF_JSON.contains(secret);
  }

  private static Stream<String> spellings(String secret) {
    var quoted = TextNode.valueOf(secret).toString();
    return Stream.of(
        secret,
        URLEncoder.encode(secret, StandardCharsets.UTF_8),
        quoted.substring(1, quoted.length() - 1));
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

  /// A text with each mention of a secret masked, also as addresses and JSON write it.
  public String mask(String text) {
    if (text.isEmpty()) {
      return text;
    }
    var masked = text;
    for (var spelling : spellings) {
      masked = masked.replace(spelling, MASK);
    }
    return BASIC.matcher(masked).replaceAll("Basic " + MASK);
  }

  /// The same names, each with `***` for a value.
  public Credentials masked() {
    return new Credentials(
        secrets.keySet().stream().collect(Collectors.toMap(name -> name, name -> MASK)));
  }

  /// An answer with each mention of a secret masked: some vendors repeat what they refuse, and what
  /// they say is kept and shown.
  public HttpReply mask(HttpReply reply) {
    return reply.map(this::mask);
  }

  @Override
  public String toString() {
    return secrets.keySet() + "=" + MASK;
  }
}
