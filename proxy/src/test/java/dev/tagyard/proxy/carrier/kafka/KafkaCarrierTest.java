package dev.tagyard.proxy.carrier.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.plan.Egress;
import dev.tagyard.proxy.sender.HttpSender.NoAnswer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// With the double that Kafka's client brings, and with a real broker.
@Execution(ExecutionMode.CONCURRENT)
class KafkaCarrierTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final List<Map<String, Object>> made = new ArrayList<>();

  @Test
  void each_line_is_a_record_and_all_are_waited_for() throws Exception {
    var producer = producer(true);

    var reply =
        carrier(producer)
            .send(
                call("kafka://a:9092,b:9092/events", "k1\t{}\nk2\t{\"x\":1}\n"),
                TIMEOUT,
                Egress.PUBLIC);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(producer.history())
        .extracting(record -> record.topic() + " " + record.key() + " " + record.value())
        .containsExactly("events k1 {}", "events k2 {\"x\":1}");
    assertThat(made)
        .singleElement()
        .satisfies(settings ->
            assertThat(settings)
                .containsEntry("bootstrap.servers", "a:9092,b:9092")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("client.id", "tagyard"));
  }

  @Test
  void one_producer_serves_all_calls_to_the_same_brokers() throws Exception {
    try (var carrier = carrier(producer(true))) {
      carrier.send(call("kafka://a:9092/events", "k\t{}\n"), TIMEOUT, Egress.PUBLIC);
      carrier.send(call("kafka://a:9092/events", "k\t{}\n"), TIMEOUT, Egress.PUBLIC);

      assertThat(made).hasSize(1);
    }
  }

  @Test
  void a_record_that_is_too_large_is_named_and_the_others_are_written() throws Exception {
    var producer = new Failing(Map.of("big", new RecordTooLargeException("too large")));

    var reply =
        carrier(producer)
            .send(call("kafka://a:9092/events", "k\t{}\nbig\t{}\n"), TIMEOUT, Egress.PUBLIC);

    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.body())
        .contains("\"line\":1", "RecordTooLargeException", "\"retry\":false")
        .doesNotContain("\"line\":0");
  }

  @Test
  void a_passing_fault_of_one_record_may_be_repeated() throws Exception {
    var producer = new Failing(Map.of("k2", new NotEnoughReplicasException("two are down")));

    var reply =
        carrier(producer)
            .send(call("kafka://a:9092/events", "k1\t{}\nk2\t{}\n"), TIMEOUT, Egress.PUBLIC);

    assertThat(reply.body()).contains("\"line\":1", "\"retry\":true");
  }

  @Test
  void brokers_that_do_not_answer_may_have_the_records() {
    var producer =
        new Failing(Map.of("k1", new TimeoutException("late"), "k2", new TimeoutException("late")));

    assertThatThrownBy(() ->
            carrier(producer)
                .send(call("kafka://a:9092/events", "k1\t{}\nk2\t{}\n"), TIMEOUT, Egress.PUBLIC))
        .isInstanceOfSatisfying(NoAnswer.class, no -> assertThat(no.sent()).isTrue())
        .hasMessageContaining("TimeoutException");
  }

  @Test
  void refused_credentials_are_told_apart() throws Exception {
    var forbidden = new Failing(Map.of("k", new TopicAuthorizationException("events")));
    var unknown =
        new KafkaCarrier(settings -> {
          throw new AuthenticationException("s3cret is wrong");
        });

    assertThat(
            carrier(forbidden)
                .send(call("kafka://a:9092/events", "k\t{}\n"), TIMEOUT, Egress.PUBLIC)
                .status())
        .isEqualTo(403);
    assertThat(
            unknown.send(call("kafka://a:9092/events", "k\t{}\n"), TIMEOUT, Egress.PUBLIC).body())
        .contains("AuthenticationException")
        .doesNotContain("s3cret");
  }

  @Test
  void a_producer_that_fails_is_closed_once_the_last_call_on_it_is_over() throws Exception {
    var late = new Failing(Map.of("bad", new TimeoutException("late")));
    var next = new Failing(Map.of());
    var held = late.hold("held");
    try (var carrier = carrier(late, next)) {
      var slow = new FutureTask<>(() -> send(carrier, "held\t{}\n"));
      Thread.startVirtualThread(slow);
      held.asked().await();

      assertThatThrownBy(() -> send(carrier, "bad\t{}\n")).isInstanceOf(NoAnswer.class);
      assertThat(send(carrier, "k\t{}\n").status()).isEqualTo(200);
      assertThat(late.closed()).as("under the other call").isFalse();
      held.letGo();

      assertThat(slow.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
      assertThat(late.closed()).isTrue();
      assertThat(next.closed()).as("the one after it").isFalse();
      assertThat(made).hasSize(2);
    }
    assertThat(next.closed()).isTrue();
  }

  @Test
  void what_is_wrong_with_a_record_or_a_topic_leaves_the_producer_as_it_is() throws Exception {
    var producer =
        new Failing(
            Map.of(
                "big",
                new RecordTooLargeException("too large"),
                "forbidden",
                new TopicAuthorizationException("events")));
    try (var carrier = carrier(producer)) {
      assertThat(send(carrier, "big\t{}\n").status()).isEqualTo(207);
      assertThat(send(carrier, "forbidden\t{}\n").status()).isEqualTo(403);
      assertThat(send(carrier, "k\t{}\n").status()).isEqualTo(200);

      assertThat(made).hasSize(1);
      assertThat(producer.closed()).isFalse();
    }
  }

  @Test
  void a_producer_that_was_closed_gives_no_answer() {
    var producer = producer(true);
    producer.close();

    assertThatThrownBy(() -> send(carrier(producer), "k\t{}\n"))
        .isInstanceOfSatisfying(NoAnswer.class, no -> assertThat(no.sent()).isTrue());
  }

  @Test
  void a_producer_that_no_call_uses_any_more_is_closed() throws Exception {
    var first = producer(true);
    var second = producer(true);
    try (var carrier = carrier(first, second)) {
      send(carrier, "k\t{}\n");

      carrier.closeUnused();
      assertThat(first.closed()).as("used a moment ago").isFalse();
      carrier.closeUnused();
      assertThat(first.closed()).isTrue();

      send(carrier, "k\t{}\n");
      assertThat(second.history()).hasSize(1);
    }
  }

  @Test
  void a_real_broker_has_what_was_answered_for(@TempDir Path folder) throws Exception {
    try (var broker = Broker.start(folder)) {
      check(broker.address());
    }
  }

  private static void check(String brokers) throws Exception {
    var topic = "tagyard-" + UUID.randomUUID();

    try (var carrier = new KafkaCarrier()) {
      for (var i = 0; i < 10; i++) {
        var lines = new StringBuilder();
        for (var j = 0; j < 100; j++) {
          lines.append("k").append(j).append("\t{\"n\":").append(i * 100 + j).append("}\n");
        }
        var reply =
            carrier.send(
                call("kafka://" + brokers + "/" + topic, lines.toString()), TIMEOUT, Egress.PUBLIC);
        assertThat(reply.status()).isEqualTo(200);
      }
      var large = "k\t{\"x\":\"" + "y".repeat(2_000_000) + "\"}\nk\t{}\n";
      assertThat(
              carrier
                  .send(call("kafka://" + brokers + "/" + topic, large), TIMEOUT, Egress.PUBLIC)
                  .body())
          .contains("\"line\":0", "RecordTooLargeException");
    }

    assertThat(values(brokers, topic)).hasSize(1_001).contains("{\"n\":0}", "{\"n\":999}");
  }

  @Test
  void brokers_that_are_not_there_are_no_answer() {
    try (var carrier = new KafkaCarrier()) {
      assertThatThrownBy(() ->
              carrier.send(
                  call("kafka://127.0.0.1:1/events", "k\t{}\n"),
                  Duration.ofSeconds(2),
                  Egress.PUBLIC))
          .isInstanceOf(NoAnswer.class);
    }
  }

  private static List<String> values(String brokers, String topic) {
    var settings = new HashMap<String, Object>();
    settings.put("bootstrap.servers", brokers);
    settings.put("auto.offset.reset", "earliest");
    var found = new ArrayList<String>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> found.add(record.value()));
      }
    }
    return found;
  }

  /// Fails the records of some keys, each in its own way.
  private static final class Failing extends MockProducer<String, String> {
    private final Map<String, RuntimeException> failures;
    private final Map<String, Held> held = new HashMap<>();

    /// A call in the middle of its sending.
    record Held(CountDownLatch asked, CompletableFuture<RecordMetadata> answer) {
      void letGo() {
        answer.complete(new RecordMetadata(new TopicPartition("events", 0), 0, 0, 0, 0, 0));
      }
    }

    Failing(Map<String, RuntimeException> failures) {
      super(false, null, new StringSerializer(), new StringSerializer());
      this.failures = failures;
    }

    Held hold(String key) {
      return held.computeIfAbsent(
          key, _ -> new Held(new CountDownLatch(1), new CompletableFuture<>()));
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<String, String> record) {
      var hold = held.get(record.key());
      if (hold == null) {
        return super.send(record);
      }
      hold.asked().countDown();
      return hold.answer();
    }

    @Override
    public synchronized void flush() {
      for (var record : history()) {
        var failure = failures.get(record.key());
        if (failure == null) {
          completeNext();
        } else {
          errorNext(failure);
        }
      }
      clear();
    }
  }

  private static MockProducer<String, String> producer(boolean autoComplete) {
    return new MockProducer<>(autoComplete, null, new StringSerializer(), new StringSerializer());
  }

  /// @param producers in the order in which they are made; the last one also later
  @SafeVarargs
  private final KafkaCarrier carrier(Producer<String, String>... producers) {
    return new KafkaCarrier(settings -> {
      made.add(settings);
      return producers[Math.min(made.size(), producers.length) - 1];
    });
  }

  private static HttpReply send(KafkaCarrier carrier, String lines) throws NoAnswer {
    return carrier.send(call("kafka://a:9092/events", lines), TIMEOUT, Egress.PUBLIC);
  }

  private static HttpCall call(String uri, String lines) {
    return new HttpCall("PRODUCE", URI.create(uri), Map.of("client.id", "tagyard"), lines);
  }
}
