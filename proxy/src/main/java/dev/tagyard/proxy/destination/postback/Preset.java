package dev.tagyard.proxy.destination.postback;

import dev.tagyard.consent.ConsentPolicy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A network or tracker that is known: what it wants to be told, and how its answers are meant.
///
/// @param name as in `preset: awin`
/// @param company for people
/// @param consent what it needs where the configuration does not say
/// @param report the request that tells of a conversion
/// @param reversal the request that takes one back; empty where there is no way, or none confirmed
/// @param secrets names that the configuration must have
/// @param repeatSafe whether a call that may have arrived may be repeated
/// @param told what the network does with a repeat, and what is not confirmed; for people
public record Preset(
    String name,
    String company,
    ConsentPolicy consent,
    Request report,
    Optional<Request> reversal,
    Set<String> secrets,
    Reading reading,
    boolean repeatSafe,
    String told) {

  /// `{set:name}`, with a default as `{set:name=value}`.
  private static final Pattern SETTING =
      Pattern.compile("\\{set:(?<name>[a-z_]{1,40})(?:=(?<default>[^{}]*))?\\}");

  /// `{secret?:NAME}`, nothing where the configuration has no such secret.
  private static final Pattern OPTIONAL = Pattern.compile("\\{secret\\?:(?<name>[A-Z_]{1,40})\\}");

  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._~:-]{1,200}");

  /// A request as templates.
  public record Request(
      PostbackConfig.Method method, String url, String body, Map<String, String> headers) {
    public Request {
      headers = Map.copyOf(headers);
    }

    Stream<String> texts() {
      return Stream.concat(Stream.of(url, body), headers.values().stream());
    }

    /// @param given names of the secrets that there are
    Request with(Map<String, String> settings, Set<String> given) {
      return new Request(
          method,
          fill(url, settings, given),
          fill(body, settings, given),
          headers.entrySet().stream()
              .collect(
                  Collectors.toMap(Map.Entry::getKey, e -> fill(e.getValue(), settings, given))));
    }
  }

  /// What an answer must and must not say, beside its status; empty texts do not matter.
  ///
  /// @param already a refusal with this text means that the conversion was there before
  public record Reading(String success, String failed, String already) {
    static final Reading BY_STATUS = new Reading("", "", "");
  }

  public Preset {
    secrets = Set.copyOf(secrets);
  }

  /// Whether an amount is of no use to the network without its currency.
  boolean needsCurrency() {
    return Presets.PRICED_IN_CURRENCY.contains(name);
  }

  /// @throws IllegalArgumentException for a name that is not known
  public static Preset parse(String name) {
    return Presets.ALL.stream()
        .filter(preset -> preset.name.equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "must be one of "
                    + Presets.ALL.stream().map(Preset::name).collect(Collectors.joining(", "))
                    + ", not \""
                    + name
                    + "\""));
  }

  /// Names of the settings in order; those without a default are required.
  public Set<String> settings(boolean required) {
    var names = new TreeSet<String>(Comparator.naturalOrder());
    requests()
        .flatMap(Request::texts)
        .forEach(text -> {
          var matcher = SETTING.matcher(text);
          while (matcher.find()) {
            if (!required || matcher.group("default") == null) {
              names.add(matcher.group("name"));
            }
          }
        });
    return names;
  }

  /// Names of secrets that may be left out.
  public Set<String> optionalSecrets() {
    var names = new TreeSet<String>();
    requests()
        .flatMap(Request::texts)
        .flatMap(text -> OPTIONAL.matcher(text).results())
        .forEach(found -> names.add(found.group(1)));
    return names;
  }

  /// @throws IllegalArgumentException for a setting that is missing, unknown, or no plain word
  void check(Map<String, String> settings, Set<String> given) {
    for (var name : settings(true)) {
      if (!settings.containsKey(name)) {
        throw new IllegalArgumentException("with: preset " + this.name + " needs " + name);
      }
    }
    for (var setting : settings.entrySet()) {
      if (!settings(false).contains(setting.getKey())) {
        throw new IllegalArgumentException(
            "with: preset " + name + " has no " + setting.getKey() + ", but " + settings(false));
      }
      if (!VALUE.matcher(setting.getValue()).matches()) {
        throw new IllegalArgumentException(
            "with: "
                + setting.getKey()
                + " must be letters, digits and . _ ~ : -, not \""
                + setting.getValue()
                + "\"");
      }
    }
    for (var name : secrets) {
      if (!given.contains(name)) {
        throw new IllegalArgumentException("secrets: preset " + this.name + " needs " + name);
      }
    }
  }

  private Stream<Request> requests() {
    return Stream.concat(Stream.of(report), reversal.stream());
  }

  private static String fill(String template, Map<String, String> settings, Set<String> given) {
    var secrets =
        OPTIONAL
            .matcher(template)
            .replaceAll(
                found -> given.contains(found.group(1)) ? "{secret:" + found.group(1) + "}" : "");
    var matcher = SETTING.matcher(secrets);
    var filled = new StringBuilder();
    while (matcher.find()) {
      var otherwise = Optional.ofNullable(matcher.group("default")).orElse("");
      var value = settings.getOrDefault(matcher.group("name"), otherwise);
      matcher.appendReplacement(filled, java.util.regex.Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(filled).toString();
  }

  /// All that are known.
  public static List<Preset> all() {
    return Presets.ALL;
  }
}
