package dev.tagyard.proxy.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/// How log lines look; an option of each command that serves.
final class Logging {
  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = "--log",
      description = "Log lines on standard error as ${COMPLETION-CANDIDATES}.",
      defaultValue = "text")
  private Format format = Format.TEXT;

  @Option(names = "--verbose", description = "Log each step.")
  private boolean verbose;

  void apply() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    StandardErrorLog.install(context, encoder(context));
    context.getLogger("dev.tagyard").setLevel(verbose ? Level.DEBUG : Level.INFO);
  }

  private Encoder<ILoggingEvent> encoder(LoggerContext context) {
    return switch (format) {
      case TEXT -> StandardErrorLog.text(context);
      case JSON -> json(context);
    };
  }

  static Encoder<ILoggingEvent> json(LoggerContext context) {
    var json = new PrintableJson();
    json.setContext(context);
    json.setWithMDC(false);
    json.setWithContext(false);
    json.setWithSequenceNumber(false);
    // Whole sentences: the pattern and its arguments apart help nobody who reads or searches.
    json.setWithMessage(false);
    json.setWithArguments(false);
    json.setWithFormattedMessage(true);
    json.start();
    return json;
  }

  private static final class PrintableJson extends JsonEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
      return Printable.json(new String(super.encode(event), UTF_8)).getBytes(UTF_8);
    }
  }
}
