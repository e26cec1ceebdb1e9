package dev.tagyard.proxy;

import dev.tagyard.consent.ConsentSettings;
import dev.tagyard.proxy.admin.AdminToken;
import dev.tagyard.proxy.admin.ConsentProof;
import dev.tagyard.proxy.admin.Counts;
import dev.tagyard.proxy.admin.DeadLetterDesk;
import dev.tagyard.proxy.admin.EngineMetric;
import dev.tagyard.proxy.admin.Explainer;
import dev.tagyard.proxy.admin.Health;
import dev.tagyard.proxy.admin.LogMetrics;
import dev.tagyard.proxy.admin.RuleComparison;
import dev.tagyard.proxy.admin.RuleErrors;
import dev.tagyard.proxy.admin.RuleMetrics;
import dev.tagyard.proxy.admin.RuleRecord;
import dev.tagyard.proxy.admin.ShadowMetrics;
import dev.tagyard.proxy.carrier.FileCarrier;
import dev.tagyard.proxy.carrier.kafka.KafkaCarrier;
import dev.tagyard.proxy.choice.ChoiceWriter;
import dev.tagyard.proxy.choice.Choices;
import dev.tagyard.proxy.choice.Withdrawals;
import dev.tagyard.proxy.dispatch.DispatchLoop;
import dev.tagyard.proxy.dispatch.Dispatcher;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.KeyFile;
import dev.tagyard.proxy.eventlog.LogSettings;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.eventlog.rocksdb.RocksEventLog;
import dev.tagyard.proxy.http.ConsentApi;
import dev.tagyard.proxy.http.CountsApi;
import dev.tagyard.proxy.http.DeadLetterApi;
import dev.tagyard.proxy.http.Listeners;
import dev.tagyard.proxy.http.PreviewApi;
import dev.tagyard.proxy.http.RulesApi;
import dev.tagyard.proxy.intake.ConsentSummary;
import dev.tagyard.proxy.intake.EventIds;
import dev.tagyard.proxy.intake.Intake;
import dev.tagyard.proxy.intake.IntakeMetrics;
import dev.tagyard.proxy.intake.Turns;
import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.plan.DestinationConfiguration;
import dev.tagyard.proxy.plan.FileWatch;
import dev.tagyard.proxy.plan.ListConfiguration;
import dev.tagyard.proxy.plan.OutboxLimit;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.plan.Plans;
import dev.tagyard.proxy.preview.Previews;
import dev.tagyard.proxy.sender.Backoff;
import dev.tagyard.proxy.sender.Carriers;
import dev.tagyard.proxy.sender.HttpSender;
import dev.tagyard.proxy.sender.Outgoing;
import dev.tagyard.proxy.sender.Renewals;
import dev.tagyard.proxy.sender.SenderMetrics;
import dev.tagyard.proxy.sender.Senders;
import dev.tagyard.proxy.vendorlist.ListFetcher;
import dev.tagyard.proxy.vendorlist.PublishedList;
import dev.tagyard.rules.RuleEngine;
import dev.tagyard.rules.RuleObserver;
import dev.tagyard.rules.RuleSet;
import dev.tagyard.rules.yaml.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running proxy: every object built by constructor, started and stopped in order.
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration TIDY_EVERY = Duration.ofMinutes(10);
  private static final Duration WARM_UP = Duration.ofMillis(300);
  private static final Duration WARM_UP_COMPILED = Duration.ofSeconds(2);

  /// What the launcher was to make of the engine.
  private static final String ENGINE = "tagyard.engine";

  private final Plans plans;
  private final Listeners listeners;
  private volatile AdminToken token;
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();

  /// What the configuration needs and is not in it.
  ///
  /// @param environment a variable by name
  /// @param backoff of retries
  public record Surroundings(
      Function<String, Optional<String>> environment, InstantSource clock, Backoff backoff) {
    public static Surroundings ofProcess() {
      return new Surroundings(
          name -> Optional.ofNullable(System.getenv(name)),
          InstantSource.system(),
          Backoff.DEFAULT);
    }

    /// Reads a configuration for a look at it.
    public PlanReader reader(Path file) {
      return new PlanReader(file, environment, RuleObserver.NONE, clock);
    }
  }

  /// What hears of the rules' calls and is asked about them.
  private record Observed(RuleErrors errors, RuleRecord record) {}

  /// The configuration does not hold, with every mistake in it.
  public static final class Refused extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    Refused(List<Problem> problems) {
      super(problems.toString());
      this.problems = problems;
    }

    public List<Problem> problems() {
      return problems;
    }
  }

  /// Starts a proxy; when this returns, it takes events.
  public static Server start(Path file, Surroundings surroundings) throws Refused {
    // Beside the reading of the rules, which starts another engine.
    Thread.ofPlatform().daemon().name("load-engine").start(RocksEventLog::loadEngine);
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var observed =
        new Observed(
            new RuleErrors(surroundings.clock(), LOG::warn), new RuleRecord(surroundings.clock()));
    var reader =
        new PlanReader(
            file,
            surroundings.environment(),
            new RuleMetrics(registry).and(observed.errors()).and(observed.record()),
            new ShadowMetrics(registry),
            surroundings.clock());
    var loaded = reader.read(1);
    if (loaded.plan().isEmpty()) {
      throw new Refused(loaded.problems());
    }
    loaded.warnings().forEach(warning -> LOG.warn("{}", warning));
    return new Server(reader, loaded, observed, registry, surroundings);
  }

  private Server(
      PlanReader reader,
      PlanReader.Loaded loaded,
      Observed observed,
      PrometheusMeterRegistry registry,
      Surroundings surroundings) {
    var random = new SecureRandom();
    var clock = surroundings.clock();
    var first = loaded.plan().orElseThrow();
    var configuration = first.configuration();
    token = AdminToken.of(configuration.admin().token(), configuration.data().dir(), random);
    var started = new ArrayList<Runnable>();
    var known = new ArrayList<Consumer<Plan>>();
    plans =
        new Plans(
            reader,
            loaded,
            plan -> known.forEach(each -> each.accept(plan)),
            plan -> started.forEach(Runnable::run));
    try {
      Supplier<Configuration> running = () -> plans.get().configuration();
      var opened = Opened.of(running, registry, clock, random);
      var key = opened.key();
      EventLog log = closeLast(opened.log());
      log.destinations(first.destinations().keySet());
      var vertx = Vertx.builder().with(new VertxOptions().setPreferNativeTransport(true)).build();
      closeLast(() -> vertx.close().await());
      var previews = new Previews();
      var dispatcher = new Dispatcher(log, previews);
      var dispatch = closeLast(new DispatchLoop(log, dispatcher, plans, clock));
      var carriers =
          closeLast(
              new Carriers(
                  new HttpSender(vertx, DestinationConfiguration.MOST_CALLS),
                  Map.of("file", new FileCarrier(clock), "kafka", new KafkaCarrier())));
      var withdrawals = new Withdrawals(log);
      withdrawals.load(clock.instant());
      var outgoing =
          new Outgoing(
              carriers,
              surroundings.backoff(),
              clock,
              random,
              new SenderMetrics(registry),
              withdrawals,
              new Renewals(configuration.data().dir(), key, random));
      var senders = closeLast(new Senders(log, plans, outgoing));
      var ids = new EventIds(key.derive("event-ids", "HmacSHA256").getEncoded(), random);
      var summary = new ConsentSummary();
      var intakeMetrics = new IntakeMetrics(registry, summary);
      var choices = choices(log, withdrawals);
      var health = new Health(log, RuleEngine::trouble);
      listeners = new Listeners(vertx, plans);
      senders.start();
      dispatch.start();
      // Before a plan runs, the log knows both its destinations and those of the plan before: so
      // each event that was decided on by either is counted for the right ones.
      known.add(plan -> {
        var both = new HashSet<>(plans.get().destinations().keySet());
        both.addAll(plan.destinations().keySet());
        log.destinations(both);
      });
      started.add(senders::planChanged);
      started.add(() -> renewToken(random));
      started.add(() -> observed.record().begin(plans.rulesVersion().number()));
      started.add(this::renewCertificate);
      started.add(() -> checkEngine(RuleEngine.of(plans.get().rules())));
      // Last, for the log may not be writable.
      started.add(() -> log.destinations(plans.get().destinations().keySet()));
      EngineMetric.register(() -> RuleEngine.of(plans.get().rules()), registry);
      listeners.openAdmin(
          () -> token.value(),
          registry,
          new LogMetrics(registry, log, clock),
          health,
          new Explainer(log, plans, clock),
          List.of(
              new ConsentApi(summary, new ConsentProof(log, clock), clock),
              new DeadLetterApi(new DeadLetterDesk(log, plans, clock)),
              new CountsApi(new Counts(log, plans, clock), senders::status),
              new RulesApi(
                  plans,
                  new RuleComparison(log, plans, reader, clock),
                  observed.record(),
                  new PreviewApi(previews, random))));
      listeners.openPublic(
          loop ->
              new Intake(plans, new Turns(log::turn, loop), ids, intakeMetrics, choices, previews),
          choices,
          intakeMetrics,
          registry,
          clock,
          random);
      closeLast(() -> {
        health.stopping();
        listeners.closePublic();
      });
      fetchLists(registry, clock);
      watch(reader);
      tidy(() -> {
        carriers.closeUnused();
        observed.errors().flush();
        log.prune(clock.instant());
      });
      warmUp(first.rules());
      token.keep(configuration.data().dir());
      health.started();
    } catch (RuntimeException failure) {
      close();
      throw failure;
    }
  }

  public int publicPort() {
    return listeners.publicPort();
  }

  public int adminPort() {
    return listeners.adminPort();
  }

  public AdminToken adminToken() {
    return token;
  }

  public Plan plan() {
    return plans.get();
  }

  /// @return what is wrong with the files; empty when they run now
  public List<Problem> reload() {
    return plans.reload();
  }

  /// The event log and the key that it is sealed with.
  private record Opened(EventLog log, MasterKey key) {
    /// The log's folder is held first: where another server has it, no key is made beside its data.
    static Opened of(
        Supplier<Configuration> running,
        MeterRegistry registry,
        InstantSource clock,
        SecureRandom random) {
      var configuration = running.get();
      var keys = new ArrayList<MasterKey>();
      var log =
          RocksEventLog.open(
              logFolder(configuration),
              sealed -> {
                keys.add(masterKey(configuration, sealed, random));
                return settings(running, keys.getFirst());
              },
              registry,
              clock);
      return new Opened(log, keys.getFirst());
    }
  }

  static Path logFolder(Configuration configuration) {
    return configuration.data().dir().resolve("log");
  }

  /// @param sealed whether there is a log already: no new key opens that
  static MasterKey masterKey(Configuration configuration, boolean sealed, SecureRandom random) {
    return configuration
        .privacy()
        .key()
        .map(secret -> MasterKey.ofBase64(secret.reveal()))
        .orElseGet(() -> {
          var folder = configuration.data().dir();
          var file = sealed ? KeyFile.existing(folder) : KeyFile.in(folder, random);
          LOG.warn("{}", file.line());
          return file.key();
        });
  }

  /// @param running what is configured; what a reload may change is asked anew
  static LogSettings settings(Supplier<Configuration> running, MasterKey key) {
    var usual = LogSettings.Limits.USUAL;
    var configuration = running.get();
    var folder = logFolder(configuration);
    // As long as dead letters are kept, which a reload does not change.
    var withdrawals = configuration.withdrawals();
    return new LogSettings(
        folder,
        key,
        configuration.data().retention(),
        configuration.data().deadLetters(),
        () -> running.get().consentKept(withdrawals),
        new LogSettings.Limits(
            new OutboxLimit(running, folder),
            usual.reserve(),
            configuration.data().pending().bytes()));
  }

  /// A token that is taken out of the configuration is valid no more.
  private void renewToken(SecureRandom random) {
    var configuration = plans.get().configuration();
    var folder = configuration.data().dir();
    try {
      var renewed = AdminToken.of(configuration.admin().token(), folder, random);
      renewed.keep(folder);
      token = renewed;
      if (renewed.made()) {
        LOG.warn(
            "admin.token is not configured any more: one was made, it stands in {}",
            folder.resolve(AdminToken.FILE));
      }
    } catch (UncheckedIOException failure) {
      LOG.error("the admin token is as before: {}", failure.getMessage());
    }
  }

  private void watch(PlanReader reader) {
    closeLast(new FileWatch(() -> reader.files(plans.get()), plans::files, plans::reload)).start();
  }

  private Choices choices(EventLog log, Withdrawals withdrawals) {
    Supplier<Duration> remember = () -> plans.get().configuration().consent().remember();
    var records = log.consents();
    var writer =
        closeLast(
            new ChoiceWriter(
                records, withdrawals, remember, plans.get().configuration().withdrawals()));
    writer.start();
    return new Choices(
        records,
        withdrawals,
        writer,
        remember,
        () -> plans.get().configuration().sources().server().isPresent());
  }

  private void fetchLists(MeterRegistry registry, InstantSource clock) {
    fetch(
        PublishedList.VENDORS,
        Configuration.Consent::vendorList,
        ConsentSettings::vendorList,
        registry,
        clock);
    fetch(
        PublishedList.PLATFORMS,
        Configuration.Consent::cmpList,
        ConsentSettings::cmpList,
        registry,
        clock);
  }

  private <T> void fetch(
      PublishedList<T> which,
      Function<Configuration.Consent, Optional<ListConfiguration>> configured,
      Function<ConsentSettings, Optional<T>> inUse,
      MeterRegistry registry,
      InstantSource clock) {
    closeLast(
            new ListFetcher<>(
                which,
                () ->
                    configured
                        .apply(plans.get().configuration().consent())
                        .flatMap(ListConfiguration::url),
                plans.get().configuration().data().dir(),
                clock,
                plans::reload,
                registry))
        .start(() -> inUse.apply(plans.get().consent().settings()));
  }

  private void renewCertificate() {
    listeners
        .renewCertificate()
        .onFailure(
            failure -> LOG.error("the certificate was not renewed: {}", failure.getMessage()));
  }

  /// Before it reports ready: a script's first calls are slow.
  private static void warmUp(RuleSet rules) {
    rules.findings().forEach(finding -> LOG.warn("{}", finding));
    var engine = RuleEngine.of(rules);
    LOG.info("{} rule(s); {}", rules.rules().size(), engine);
    checkEngine(engine);
    if (rules.hasScripts()) {
      rules.warmUp(engine.mode() == RuleEngine.Mode.COMPILED ? WARM_UP_COMPILED : WARM_UP);
    }
  }

  private static void checkEngine(RuleEngine engine) {
    if (engine.mode() == RuleEngine.Mode.INTERPRETED
        && System.getProperty(ENGINE, "").equals("compiled")) {
      LOG.warn(
          "scripts were to run compiled, and run interpreted: does the compiler fit this Java?");
    }
  }

  private void tidy(Runnable tidying) {
    var thread =
        Thread.ofVirtual()
            .name("tidy")
            .start(() -> {
              try {
                while (true) {
                  Thread.sleep(TIDY_EVERY);
                  try {
                    tidying.run();
                  } catch (RuntimeException failure) {
                    LOG.warn("old entries could not be forgotten now", failure);
                  }
                }
              } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
              }
            });
    closeLast(thread::interrupt);
  }

  /// What is started last is closed first.
  private <T extends AutoCloseable> T closeLast(T part) {
    closing.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception failure) {
        LOG.warn("closing", failure);
      }
    }
    plans.close();
  }
}
