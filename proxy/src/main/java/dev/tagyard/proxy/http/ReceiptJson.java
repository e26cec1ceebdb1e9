package dev.tagyard.proxy.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tagyard.proxy.intake.Receipt;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The answer to `POST /e`, as the contract has it.
final class ReceiptJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ReceiptJson() {}

  static Buffer of(Receipt receipt) {
    var bytes = new ByteArrayOutputStream(128);
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (receipt.allMalformed()) {
        malformed(receipt, json);
      } else {
        taken(receipt, json);
      }
      rejected(receipt, json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("cannot write to memory", impossible);
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  private static void malformed(Receipt receipt, JsonGenerator json) throws IOException {
    if (receipt.rejected().size() == 1) {
      json.writeStringField("error", receipt.rejected().getFirst().error());
    } else {
      json.writeStringField("error", "no event could be read");
      taken(receipt, json);
    }
  }

  private static void taken(Receipt receipt, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("accepted");
    for (var id : receipt.accepted()) {
      json.writeString(id);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("withheld");
    for (var each : receipt.withheld()) {
      json.writeStartObject();
      json.writeNumberField("index", each.index());
      json.writeStringField("reason", each.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void rejected(Receipt receipt, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("rejected");
    for (var each : receipt.rejected()) {
      json.writeStartObject();
      json.writeNumberField("index", each.index());
      json.writeStringField("error", each.error());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
