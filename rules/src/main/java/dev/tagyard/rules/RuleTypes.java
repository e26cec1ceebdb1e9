package dev.tagyard.rules;

import dev.tagyard.rules.event.EventField;
import dev.tagyard.rules.event.EventFields;
import dev.tagyard.rules.script.ContextField;
import java.util.List;
import java.util.Set;

/// `tagyard.d.ts`: what an editor has to know to complete `event.user.` and to flag a typo. Made of
/// the table of fields and of what a script finds in its context.
public final class RuleTypes {
  private static final Set<String> ALWAYS_THERE = Set.of("event_name", "event_id", "event_time");

  private static final String HEAD =
      """
      // Types for the rules of Tagyard, by `tagyard schema`. In a rule:
      //
      //   /** @type {import('./tagyard').Rule} */
      //   export default (event, context) => { … };

      /** One event. Fields of your own stand in `params`. */
      """;

  private static final String TAIL =
      """

      /** What was decided on consent for one destination. */
      export interface Consent {
        readonly verdict: 'allow' | 'restrict' | 'deny';
        readonly reason: string;
        readonly law: string;
        /** Whether identifiers may be stored. */
        readonly storage: boolean;
      }

      /**
       * A rule: changes the event, or returns what goes on in its place. null drops it; of several
       * events the first keeps the id.
       */
      export type Rule = (event: Event, context: Context) => Event | Event[] | null | undefined | void;

      /** `export const onError`: what becomes of an event on which the rule fails. */
      export type OnError = 'skip' | 'dead_letter';

      /** What a destination of type `script` is told: of consent its own part alone. */
      export interface DestinationContext extends Omit<Context, 'destination' | 'consent'> {
        readonly destination: string;
        readonly consent: Readonly<Record<string, Pick<Consent, 'verdict' | 'reason'>>>;
      }

      /**
       * What a destination of type `script` sends: `export function request(event, context)`; or why
       * it sends nothing.
       */
      export type Request =
        | {
            /** GET when there is no body, else POST. */
            method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
            /** To one of the hosts that the configuration lists. */
            url: string;
            headers?: Record<string, string>;
            /** Text as it is; anything else as JSON. */
            body?: unknown;
            skip?: undefined;
          }
        | { skip: string };

      /**
       * What the vendor's answer means: `export function response(status, headers, body, events)`;
       * for all events, or in `events` for each.
       */
      export type Outcome = SingleOutcome | { events: SingleOutcome[] };

      export interface SingleOutcome {
        outcome: 'delivered' | 'retry' | 'rejected';
        reason?: string;
      }
      """;

  private RuleTypes() {}

  public static String text() {
    var text = new StringBuilder(HEAD).append("export interface Event {\n");
    members("", "  ", text);
    text.append("}\n\n/** What a rule is told and may ask besides the event. */\n")
        .append("export interface Context {\n");
    for (var field : ContextField.all()) {
      doc(field.doc(), "  ", text);
      text.append("  readonly ").append(field.name()).append(": ").append(field.type());
      text.append(";\n");
    }
    return text.append("}\n").append(TAIL).toString();
  }

  private static void members(String parent, String indent, StringBuilder text) {
    for (var field : below(parent)) {
      doc(field.doc(), indent, text);
      var name = field.path().substring(parent.length());
      text.append(indent)
          .append(EventFields.writable(field.path()) ? "" : "readonly ")
          .append(name)
          .append(ALWAYS_THERE.contains(name) ? ": " : "?: ");
      type(field, indent, text);
      text.append(";\n");
    }
  }

  private static void type(EventField field, String indent, StringBuilder text) {
    switch (field.type()) {
      case TEXT -> text.append("string");
      case NUMBER, INTEGER, TIME -> text.append("number");
      case BOOLEAN -> text.append("boolean");
      case OBJECT -> object(field.path() + ".", "", indent, text);
      case OPEN_OBJECT ->
          object(
              field.path() + ".",
              indent + "  /** A field of your own. */\n" + indent + "  [name: string]: any;\n",
              indent,
              text);
      case LIST -> {
        text.append("Array<");
        object(field.path() + "[].", indent + "  [name: string]: any;\n", indent, text);
        text.append(">");
      }
    }
  }

  private static void object(String parent, String more, String indent, StringBuilder text) {
    text.append("{\n");
    members(parent, indent + "  ", text);
    text.append(more).append(indent).append("}");
  }

  private static List<EventField> below(String parent) {
    return EventFields.all().stream()
        .filter(field -> field.path().startsWith(parent))
        .filter(field -> field.path().substring(parent.length()).matches("[^.\\[]+"))
        .toList();
  }

  private static void doc(String doc, String indent, StringBuilder text) {
    text.append(indent).append("/** ").append(doc).append(" */\n");
  }
}
