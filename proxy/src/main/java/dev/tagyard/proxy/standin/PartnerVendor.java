package dev.tagyard.proxy.standin;

import dev.tagyard.proxy.standin.StandInRequest.EventSeen;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A partner that is told of conversions at `/postback`, by GET or POST, with the parameters `cid`,
/// `payout`, `cur`, `txid` and `eid`; others are ignored.
record PartnerVendor() implements Vendor {
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?");
  private static final Pattern RAW_MACRO = Pattern.compile("\\{[^}]*}|#[a-z_]+#|REPLACE");

  @Override
  public String name() {
    return "partner";
  }

  @Override
  public Verdict judge(Incoming request) {
    var findings = new Findings();
    findings.require(
        List.of("GET", "POST").contains(request.method()), "method", "must be GET or POST");
    findings.require(request.path().equals("/postback"), "path", "must be /postback");
    var values = values(findings, request);
    for (var key : List.of("cid", "eid")) {
      findings.require(values.containsKey(key), key, "is missing");
    }
    var payout = values.getOrDefault("payout", "");
    findings.require(
        payout.isEmpty() || DECIMAL.matcher(payout).matches(), "payout", "must be a plain decimal");
    var currency = values.getOrDefault("cur", "");
    findings.require(currency.isEmpty() || known(currency), "cur", "must be ISO 4217");
    values.forEach((key, value) -> {
      findings.require(!RAW_MACRO.matcher(value).find(), key, "holds a macro");
      findings.nothingPersonal(value, key);
    });
    var seen = List.of(new EventSeen("conversion", values.getOrDefault("eid", "")));
    return findings.all().isEmpty()
        ? new Verdict(List.of(), seen, 200, "text/plain", "OK")
        : new Verdict(
            findings.all(), seen, 400, "text/plain", "ERROR " + findings.all().getFirst());
  }

  private static Map<String, String> values(Findings findings, Incoming request) {
    var values = new LinkedHashMap<>(findings.form(request.query()));
    var type = request.headers().getOrDefault("content-type", "");
    if (type.contains("urlencoded")) {
      values.putAll(findings.form(request.body()));
    } else if (type.contains("json")) {
      values.putAll(
          findings.json(request.body()).properties().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().asText())));
    }
    return values;
  }

  private static boolean known(String currency) {
    return Currency.getAvailableCurrencies().stream()
        .anyMatch(c -> c.getCurrencyCode().equals(currency));
  }
}
