package dev.tagyard.proxy.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.admin.RuleComparison;
import dev.tagyard.proxy.admin.RuleRecord;
import dev.tagyard.proxy.plan.Plans;
import dev.tagyard.rules.RuleEngine;
import dev.tagyard.rules.RuleInfo;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// What operators ask of the rules, and tell them.
public final class RulesApi implements ApiRoutes {
  private final Plans plans;
  private final RuleComparison comparison;
  private final RuleRecord record;
  private final PreviewApi preview;

  public RulesApi(Plans plans, RuleComparison comparison, RuleRecord record, PreviewApi preview) {
    this.plans = plans;
    this.comparison = comparison;
    this.record = record;
    this.preview = preview;
  }

  @Override
  public void addTo(Router router) {
    router.get("/api/rules").handler(context -> Answers.json(context.request(), 200, told()));
    router.post("/api/rules/rollback").handler(this::rollBack);
    router.get("/api/rules/compare").handler(this::compare);
    preview.addTo(router);
  }

  private void rollBack(RoutingContext context) {
    context
        .vertx()
        .executeBlocking(plans::rollBack, true)
        .onSuccess(done -> {
          if (done) {
            Answers.json(context.request(), 200, told());
          } else {
            Answers.error(context.request(), 409, "no other rules ran before these");
          }
        })
        .onFailure(_ -> Answers.error(context.request(), 500, "the rules could not be changed"));
  }

  private void compare(RoutingContext context) {
    var folder = Optional.ofNullable(context.request().getParam("folder"));
    var minutes = Optional.ofNullable(context.request().getParam("minutes"));
    if (folder.isEmpty() || minutes.filter(text -> text.matches("[1-9][0-9]{0,5}")).isEmpty()) {
      Answers.error(context.request(), 400, "name a folder of rules, and minutes to look back");
      return;
    }
    var since = Duration.ofMinutes(Long.parseLong(minutes.get()));
    context
        .vertx()
        .executeBlocking(() -> comparison.compare(Path.of(folder.get()), since), false)
        .onSuccess(report -> Answers.json(context.request(), 200, report))
        .onFailure(_ -> Answers.error(context.request(), 503, "the event log cannot be read now"));
  }

  private ObjectNode told() {
    var version = plans.rulesVersion();
    var rules = plans.get().rules();
    var told = JsonNodeFactory.instance.objectNode();
    told.put("version", version.number());
    told.put("since", version.since().toString());
    told.put("plan", version.plan());
    told.put("rolled_back", version.rolledBack());
    if (version.before() > 0) {
      told.put("before", version.before());
    }
    told.put("engine", RuleEngine.of(rules).toString());
    var list = told.putArray("rules");
    rules.rules().forEach(rule -> list.add(rule(rule)));
    var findings = told.putArray("findings");
    rules.findings().forEach(finding -> findings.add(finding.toString()));
    return told;
  }

  private ObjectNode rule(RuleInfo info) {
    var rule = JsonNodeFactory.instance.objectNode();
    rule.put("name", info.name()).put("file", info.file()).put("line", info.line());
    info.destinations()
        .ifPresent(names -> names.stream().sorted().forEach(rule.putArray("destinations")::add));
    rule.put("on_error", info.onError().name().toLowerCase(Locale.ROOT));
    record.tell(info.name(), rule);
    return rule;
  }
}
