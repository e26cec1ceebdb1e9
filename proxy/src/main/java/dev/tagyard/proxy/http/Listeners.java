package dev.tagyard.proxy.http;

import dev.tagyard.proxy.admin.Explainer;
import dev.tagyard.proxy.admin.Health;
import dev.tagyard.proxy.admin.LogMetrics;
import dev.tagyard.proxy.choice.Choices;
import dev.tagyard.proxy.intake.Intake;
import dev.tagyard.proxy.intake.IntakeMetrics;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.TlsPair;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Both listeners, opened and closed.
public final class Listeners {
  private static final int START_SECONDS = 20;

  private final Vertx vertx;
  private final Supplier<Plan> plan;
  private final CopyOnWriteArrayList<HttpServer> visitors = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<HttpServer> operators = new CopyOnWriteArrayList<>();

  public Listeners(Vertx vertx, Supplier<Plan> plan) {
    this.vertx = vertx;
    this.plan = plan;
  }

  /// Opens the operators' listener.
  ///
  /// @param token asked for with each request
  public void openAdmin(
      Supplier<String> token,
      PrometheusMeterRegistry registry,
      LogMetrics logMetrics,
      Health health,
      Explainer explainer,
      List<ApiRoutes> apis) {
    var listen = plan.get().configuration().admin().listen();
    open(
        () ->
            new AdminListener(
                listen, token, registry, logMetrics, health, explainer, apis, operators),
        1,
        "admin.listen " + listen);
  }

  /// Opens the listener that faces visitors.
  ///
  /// @param intakes one for each event loop, which runs tasks after what it is at
  public void openPublic(
      Function<Executor, Intake> intakes,
      Choices choices,
      IntakeMetrics metrics,
      MeterRegistry registry,
      InstantSource clock,
      RandomGenerator chance) {
    var configuration = plan.get().configuration().visitors();
    var loops =
        configuration.eventLoops() > 0
            ? configuration.eventLoops()
            : Runtime.getRuntime().availableProcessors();
    var guard = new Guard(plan, registry);
    Function<Executor, EventRoutes> routes =
        loop -> new EventRoutes(intakes.apply(loop), metrics, plan, guard, clock, chance);
    var optOut = new OptOutRoutes(choices, plan, clock);
    open(
        () -> new PublicListener(routes, optOut, plan, guard, visitors),
        loops,
        "public.listen " + configuration.listen());
  }

  public int publicPort() {
    return visitors.getFirst().actualPort();
  }

  public int adminPort() {
    return operators.getFirst().actualPort();
  }

  /// Reads the certificate anew; where the files are no pair, what is served goes on with the old
  /// one, and the future fails in words.
  public Future<Void> renewCertificate() {
    var files = plan.get().configuration().visitors().tls();
    if (files.isEmpty()) {
      return Future.succeededFuture();
    }
    TlsPair pair;
    try {
      pair = TlsPair.read(files.get());
    } catch (TlsPair.Unfit unfit) {
      return Future.failedFuture(unfit);
    }
    // What was checked, not what lies in the files by now.
    var ssl =
        new ServerSSLOptions()
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertValue(Buffer.buffer(pair.certificate()))
                    .setKeyValue(Buffer.buffer(pair.key())));
    var renewed = Future.<Void>succeededFuture();
    for (var server : visitors) {
      renewed = renewed.compose(_ -> server.updateSSLOptions(ssl, true).mapEmpty());
    }
    return renewed;
  }

  /// Takes no new visitors; those under way are answered.
  public void closePublic() {
    quietly(
        Future.join(
            visitors.stream().map(server -> server.shutdown(5, TimeUnit.SECONDS)).toList()));
  }

  private void open(Supplier<Deployable> verticle, int instances, String what) {
    try {
      vertx
          .deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening " + what, interrupted);
    } catch (ExecutionException | TimeoutException failure) {
      var cause = failure.getCause() == null ? failure : failure.getCause();
      throw new IllegalStateException(what + ": cannot listen there: " + cause.getMessage(), cause);
    }
  }

  private static void quietly(Future<?> closing) {
    try {
      closing.toCompletionStage().toCompletableFuture().get(6, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException closedAnyway) {
      // The process ends; there is nobody left to tell.
    }
  }
}
