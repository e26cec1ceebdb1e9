package dev.tagyard.proxy.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Samples;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The stand-ins over HTTP, called as the sender would.
// One set of stand-ins for all methods.
@Execution(ExecutionMode.SAME_THREAD)
class StandInsTest {
  private static final Duration AGES = Duration.ofSeconds(30);
  private static final Vertx VERTX = Vertx.vertx();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final StandIns STAND_INS =
      get(StandIns.start(VERTX, () -> Samples.NOW, StandIns.Ports.FREE));

  @BeforeAll
  static void warm() {
    assertThat(STAND_INS.meta().endpoint().getPort()).isPositive();
  }

  @BeforeEach
  void clear() {
    STAND_INS.clear();
  }

  @AfterAll
  static void close() {
    get(STAND_INS.close().compose(closed -> VERTX.close()));
  }

  @Test
  void the_three_destinations_are_taken_without_a_violation() throws Exception {
    var delivery = Samples.allowed(Samples.purchase("e1"));

    for (var vendor : Vendors.all(STAND_INS)) {
      var call = vendor.destination().prepare(List.of(delivery), vendor.credentials()).getFirst();
      var reply = Vendors.send(HTTP, call.http(), AGES);

      assertThat(vendor.destination().interpret(call, reply).values())
          .containsExactly(new Outcome.Delivered());
    }
    for (var standIn : List.of(STAND_INS.meta(), STAND_INS.ga4(), STAND_INS.partner())) {
      assertThat(standIn.requests())
          .singleElement()
          .satisfies(request -> {
            assertThat(request.violations()).isEmpty();
            assertThat(request.taken()).isTrue();
            assertThat(request.events())
                .extracting(StandInRequest.EventSeen::id)
                .containsExactly("e1");
          });
    }
  }

  @Test
  void meta_refuses_a_batch_for_one_event_and_takes_its_halves() throws Exception {
    STAND_INS.refuseAtMeta("e3");
    var meta = Vendors.meta(STAND_INS);

    assertThat(send(meta, "e1", "e2", "e3")).hasOnlyElementsOfType(Outcome.Split.class);
    assertThat(send(meta, "e1", "e2")).hasOnlyElementsOfType(Outcome.Delivered.class);
    assertThat(send(meta, "e3")).hasOnlyElementsOfType(Outcome.Rejected.class);
    assertThat(STAND_INS.meta().requests())
        .extracting(StandInRequest::taken)
        .containsExactly(false, true, false);
  }

  @Test
  void misbehaves_as_scripted_and_then_no_more() throws Exception {
    var meta = Vendors.meta(STAND_INS);
    STAND_INS.meta().script(2, Misbehaviour.retryAfter(503, Duration.ofSeconds(30)));
    STAND_INS.meta().script(1, new Misbehaviour.Late(Duration.ofMillis(5)));

    var retry = new Outcome.Retry("HTTP 503", Duration.ofSeconds(30));
    assertThat(send(meta, "e1")).containsExactly(retry);
    assertThat(send(meta, "e1")).containsExactly(retry);
    assertThat(send(meta, "e1")).containsExactly(new Outcome.Delivered());
    assertThat(send(meta, "e1")).containsExactly(new Outcome.Delivered());
    assertThat(STAND_INS.meta().requests())
        .extracting(StandInRequest::status)
        .containsExactly(503, 503, 200, 200);
  }

  @Test
  void resets_and_hangs_with_the_events_taken_or_not() throws Exception {
    var ga4 = Vendors.ga4(STAND_INS);
    BlockingQueue<StandInRequest> heard = new ArrayBlockingQueue<>(10);
    STAND_INS.ga4().onRequest(heard::add);
    STAND_INS.ga4().script(1, new Misbehaviour.Reset(true));

    assertThatThrownBy(() -> send(ga4, "e1")).isInstanceOf(IOException.class);
    assertThat(heard.poll(10, TimeUnit.SECONDS)).extracting(StandInRequest::taken).isEqualTo(true);

    STAND_INS.ga4().script(1, new Misbehaviour.Hang(false));

    assertThatThrownBy(() -> send(ga4, Duration.ofSeconds(2), "e2"))
        .isInstanceOf(HttpTimeoutException.class);
    assertThat(heard.poll(10, TimeUnit.SECONDS)).extracting(StandInRequest::taken).isEqualTo(false);
  }

  @Test
  void a_listener_hears_of_each_request() throws Exception {
    BlockingQueue<StandInRequest> heard = new ArrayBlockingQueue<>(10);
    STAND_INS.partner().onRequest(heard::add);

    get("/postback?cid=c&eid=e9&payout=1");

    assertThat(heard.poll(10, TimeUnit.SECONDS))
        .isNotNull()
        .satisfies(request -> assertThat(request.query()).isEqualTo("cid=c&eid=e9&payout=1"));
  }

  @Test
  void the_partner_answers_400_to_what_it_cannot_read() throws Exception {
    assertThat(get("/postback?cid=&eid=e&payout=1.5")).isEqualTo(200);
    assertThat(get("/postback?cid=&eid=e&payout=1E7")).isEqualTo(400);
    assertThat(get("/postback?cid=%7Bclick_id%7D&eid=e")).isEqualTo(400);
    assertThat(get("/postback?cid=a&cid=b&eid=e")).isEqualTo(400);
    assertThat(get("/postback?cid=a&eid=ada%40example.org")).isEqualTo(400);
    assertThat(get("/elsewhere?cid=a&eid=e")).isEqualTo(400);
  }

  private static int get(String pathAndQuery) throws IOException, InterruptedException {
    var uri = URI.create(STAND_INS.partner().endpoint() + pathAndQuery);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static List<Outcome> send(Vendors.Vendor vendor, String... ids) throws Exception {
    return send(vendor, AGES, ids);
  }

  private static List<Outcome> send(Vendors.Vendor vendor, Duration timeout, String... ids)
      throws Exception {
    var deliveries =
        List.of(ids).stream()
            .map(Samples::purchase)
            .map(event -> event.with("user.client_id", "1.2"))
            .map(Samples::allowed)
            .toList();
    Destination destination = vendor.destination();
    var call = destination.prepare(deliveries, vendor.credentials()).getFirst();
    var reply = Vendors.send(HTTP, call.http(), timeout);
    return List.copyOf(destination.interpret(call, reply).values());
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
