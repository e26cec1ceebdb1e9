package dev.tagyard.proxy.carrier.kafka;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.proxy.carrier.kafka.Producers.Target;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.plan.Egress;
import dev.tagyard.proxy.sender.Carrier;
import dev.tagyard.proxy.sender.HttpSender.NoAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;

/// Writes the lines of a call as records of the topic that its address names, and answers when all
/// in-sync replicas have them.
public final class KafkaCarrier implements Carrier {
  private final Producers producers;

  /// Makes a producer of Kafka's settings.
  public interface Factory {
    Producer<String, String> make(Map<String, Object> settings);
  }

  public KafkaCarrier() {
    this(settings -> new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer()));
  }

  KafkaCarrier(Factory factory) {
    this.producers = new Producers(target -> factory.make(settings(target)));
  }

  @Override
  public HttpReply send(HttpCall call, Duration timeout, Egress egress) throws NoAnswer {
    Producers.Loan loan;
    try {
      loan = producers.lend(new Target(call.uri().getRawAuthority(), call.headers(), timeout));
    } catch (KafkaException failure) {
      return whole(failure).orElseThrow(() -> new NoAnswer(words(failure), false, failure));
    }
    try (loan) {
      return write(loan, call, timeout);
    }
  }

  private static HttpReply write(Producers.Loan loan, HttpCall call, Duration timeout)
      throws NoAnswer {
    var topic = call.uri().getPath().substring(1);
    try {
      var ends = produce(loan.producer(), topic, call.body(), timeout);
      if (ends.stream().flatMap(Optional::stream).anyMatch(failure -> !isOfRecord(failure))) {
        // What an idempotent producer cannot go on from ends with it.
        loan.giveUp();
      }
      return reply(ends);
    } catch (KafkaException | IllegalStateException failure) {
      // The lines before may be written.
      loan.giveUp();
      return whole(failure).orElseThrow(() -> new NoAnswer(words(failure), true, failure));
    }
  }

  private static List<Optional<Exception>> produce(
      Producer<String, String> producer, String topic, String body, Duration timeout) {
    var sent = new ArrayList<Future<RecordMetadata>>();
    body.lines()
        .forEach(line -> {
          var tab = line.indexOf('\t');
          sent.add(
              producer.send(
                  new ProducerRecord<>(topic, line.substring(0, tab), line.substring(tab + 1))));
        });
    producer.flush();
    return sent.stream().map(future -> end(future, timeout)).toList();
  }

  private static Optional<Exception> end(Future<RecordMetadata> future, Duration timeout) {
    try {
      future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException failure) {
      return Optional.of(failure.getCause() instanceof Exception cause ? cause : failure);
    } catch (TimeoutException late) {
      return Optional.of(late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.of(stopped);
    }
  }

  private static HttpReply reply(List<Optional<Exception>> ends) throws NoAnswer {
    var failures = ends.stream().flatMap(Optional::stream).toList();
    if (failures.isEmpty()) {
      return new HttpReply(200, Map.of(), "");
    }
    if (failures.size() == ends.size() && repeatable(failures.getFirst())) {
      var refused = whole(failures.getFirst());
      if (refused.isPresent()) {
        return refused.get();
      }
      throw new NoAnswer(words(failures.getFirst()), true, failures.getFirst());
    }
    var told = JsonNodeFactory.instance.objectNode();
    var failed = told.putArray("failed");
    for (var i = 0; i < ends.size(); i++) {
      var line = i;
      ends.get(i)
          .ifPresent(failure ->
              failed
                  .addObject()
                  .put("line", line)
                  .put("error", words(failure))
                  .put("retry", repeatable(failure)));
    }
    return new HttpReply(207, Map.of(), told.toString());
  }

  /// What is about the credentials, whatever the record.
  private static Optional<HttpReply> whole(Exception failure) {
    return failure instanceof AuthenticationException || failure instanceof AuthorizationException
        ? Optional.of(new HttpReply(403, Map.of(), words(failure)))
        : Optional.empty();
  }

  /// What is about a record or its topic: the producer is as good as before.
  private static boolean isOfRecord(Exception failure) {
    return !repeatable(failure) || failure instanceof TopicAuthorizationException;
  }

  private static boolean repeatable(Exception failure) {
    return !(failure instanceof RecordTooLargeException
        || failure instanceof SerializationException);
  }

  /// The kind of failure alone: messages may hold what stands in the settings.
  private static String words(Exception failure) {
    return "Kafka: " + failure.getClass().getSimpleName();
  }

  private static Map<String, Object> settings(Target target) {
    var settings = new HashMap<String, Object>(target.settings());
    var most = Math.toIntExact(target.timeout().toMillis());
    settings.put("bootstrap.servers", target.brokers());
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("linger.ms", 0);
    settings.put("request.timeout.ms", Math.max(1, most / 2));
    settings.put("delivery.timeout.ms", most);
    settings.put("max.block.ms", most);
    return settings;
  }

  @Override
  public void closeUnused() {
    producers.closeUnused();
  }

  @Override
  public void close() {
    producers.close();
  }
}
