package dev.tagyard.rules.script;

import java.util.List;

/// What a script finds in its second argument: one row each.
///
/// @param type in TypeScript
public record ContextField(String name, String type, String doc) {
  static final String DESTINATION = "destination";
  static final String CONSENT = "consent";
  static final String NOW = "now";
  static final String LOG = "log";
  static final String SHA_256 = "sha256";
  static final String HMAC = "hmac";
  static final String LOOKUP = "lookup";
  static final String RANDOM = "random";

  private static final List<ContextField> ALL =
      List.of(
          new ContextField(
              DESTINATION,
              "string | null",
              "The destination that it runs for; null where it runs once for all of them."),
          new ContextField(
              CONSENT,
              "Readonly<Record<string, Consent>>",
              "What was decided on consent, by destination."),
          new ContextField(
              NOW,
              "number",
              "When the server received the event, in milliseconds since the epoch."),
          new ContextField(
              LOG,
              "(...parts: unknown[]) => void",
              "Writes a line that `tagyard explain` shows; 20 lines of 500 characters at most."),
          new ContextField(
              SHA_256,
              "(text: string) => string",
              "SHA-256 of the text's UTF-8 bytes, in hexadecimal digits."),
          new ContextField(
              HMAC,
              "(key: string, text: string) => string",
              "HMAC-SHA256 of the text, in hexadecimal digits."),
          new ContextField(
              LOOKUP,
              "(table: string, key: string | number | null | undefined) =>"
                  + " Readonly<Record<string, string>> | null",
              "The row of TABLE.csv beside the rules whose first column is the key."),
          new ContextField(
              RANDOM,
              "() => number",
              "A number from 0 up to 1 that follows from the event's id: the same at a replay."));

  public static List<ContextField> all() {
    return ALL;
  }

  static List<String> names() {
    return ALL.stream().map(ContextField::name).toList();
  }
}
