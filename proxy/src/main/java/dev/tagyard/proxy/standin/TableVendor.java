package dev.tagyard.proxy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.proxy.standin.StandInRequest.EventSeen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// A vendor that takes a list of JSON events: its rules are a table, its answers a function.
///
/// @param frame what the body may hold around the events, as [Shape] rows
/// @param refuses whether an event of this id is refused for no other reason
record TableVendor(
    String name,
    Pattern path,
    Map<String, Pattern> headers,
    String list,
    int most,
    Shape frame,
    Shape event,
    Rule rule,
    Seen seen,
    Answers answers,
    Predicate<String> refuses)
    implements Vendor {

  /// The token that the token address gives.
  static final String TOKEN = "a-token-of-an-hour";

  private static final String TOKEN_PATH = "/oauth2/v2.0/token";
  private static final String SCOPE = "https://ads.microsoft.com/msads.manage offline_access";

  /// What a table cannot say of an event.
  interface Rule {
    void check(Findings findings, JsonNode event);
  }

  /// An event by the vendor's names.
  interface Seen {
    EventSeen of(JsonNode event);
  }

  /// @param refused by place, with the reason
  /// @param frame the body around the events
  record Batch(int size, Map<Integer, String> refused, List<JsonNode> events, JsonNode frame) {}

  /// What the vendor answers.
  record Answer(int status, String body) {}

  interface Answers {
    /// @param whole what is wrong with the request as a whole; empty when nothing is
    Answer of(Batch batch, Optional<String> whole, boolean authorized);
  }

  @Override
  public Verdict judge(Incoming request) {
    if (request.path().endsWith(TOKEN_PATH)) {
      return token(request);
    }
    var findings = new Findings();
    findings.require(request.method().equals("POST"), "method", "must be POST");
    var address =
        request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
    findings.require(path.matcher(address).matches(), "path", "must match " + path);
    findings.require(
        request.headers().getOrDefault("content-type", "").startsWith("application/json"),
        "content-type",
        "must be JSON");
    headers.forEach((header, wanted) ->
        findings.require(
            wanted.matcher(request.headers().getOrDefault(header, "")).matches(),
            "header " + header,
            "must match " + wanted));
    var authorized = findings.all().stream().noneMatch(found -> found.startsWith("header "));
    var body = findings.json(request.body());
    var events = body;
    for (var part : list.split("\\.", -1)) {
      events = events.path(part);
    }
    findings.require(events.isArray() && !events.isEmpty(), list, "must be a list of events");
    findings.require(events.size() <= most, list, "at most " + most + " events");
    var around = without(body);
    frame.check(findings, around, request.at());
    return verdict(findings, events.valueStream().toList(), around, authorized, request.at());
  }

  private Verdict verdict(
      Findings findings, List<JsonNode> events, JsonNode around, boolean authorized, Instant now) {
    var whole = findings.all().stream().findFirst();
    var all = new ArrayList<>(findings.all());
    var refused = new HashMap<Integer, String>();
    var told = new ArrayList<EventSeen>();
    for (var i = 0; i < events.size(); i++) {
      var own = new Findings();
      event.check(own, events.get(i), now);
      rule.check(own, events.get(i));
      all.addAll(own.all());
      var id = seen.of(events.get(i));
      told.add(id);
      if (refuses.test(id.id())) {
        refused.put(i, "an event was refused");
      } else if (!own.all().isEmpty()) {
        refused.put(i, own.all().getFirst());
      }
    }
    var answer = answers.of(new Batch(events.size(), refused, events, around), whole, authorized);
    return new Verdict(all, told, answer.status(), "application/json", answer.body());
  }

  /// A vendor of OAuth 2 gives a token here to whoever has a refresh token.
  private static Verdict token(Incoming request) {
    var findings = new Findings();
    findings.require(request.method().equals("POST"), "method", "must be POST");
    findings.require(
        request
            .headers()
            .getOrDefault("content-type", "")
            .startsWith("application/x-www-form-urlencoded"),
        "content-type",
        "must be a form");
    var form = findings.form(request.body());
    findings.require(
        form.getOrDefault("grant_type", "").equals("refresh_token"), "grant_type", "is unknown");
    List.of("client_id", "client_secret", "refresh_token")
        .forEach(key -> findings.require(form.containsKey(key), key, "is missing"));
    findings.require(form.getOrDefault("scope", "").equals(SCOPE), "scope", "must be " + SCOPE);
    return findings.all().isEmpty()
        ? new Verdict(
            List.of(),
            List.of(),
            200,
            "application/json",
            "{\"access_token\":\""
                + TOKEN
                + "\",\"expires_in\":3599,"
                + "\"refresh_token\":\"another-refresh-token\"}")
        : new Verdict(
            findings.all(), List.of(), 400, "application/json", "{\"error\":\"invalid_grant\"}");
  }

  /// The body without its events.
  private JsonNode without(JsonNode body) {
    if (!body.isObject()) {
      return body;
    }
    com.fasterxml.jackson.databind.node.ObjectNode frame = body.deepCopy();
    var dot = list.lastIndexOf('.');
    if (dot < 0) {
      frame.remove(list);
    } else if (frame.path(list.substring(0, dot))
        instanceof com.fasterxml.jackson.databind.node.ObjectNode inner) {
      inner.remove(list.substring(dot + 1));
      if (inner.isEmpty()) {
        frame.remove(list.substring(0, dot));
      }
    }
    return frame;
  }
}
