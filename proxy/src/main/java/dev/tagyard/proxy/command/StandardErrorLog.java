package dev.tagyard.proxy.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/// What is logged where no command says otherwise: warnings, on standard error. Found by the
/// logging library itself; in place of its XML, whose reading each start would wait for.
public final class StandardErrorLog extends ContextAwareBase implements Configurator {
  /// All but the tabs and ends of lines that a stack trace has of its own.
  private static final String IN_TRACE =
      "[\\p{Cc}\\u2028\\u2029&&[^\\n\\t]]|\\n(?!\\t|Caused by: |\\z)";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    install(context, text(context));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  static void install(LoggerContext context, Encoder<ILoggingEvent> encoder) {
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    // Each attempt to connect is a warning there; what became of it is told by the sender.
    context.getLogger("org.apache.kafka").setLevel(Level.ERROR);
  }

  /// One line each, with what an exception tells in lines of its own; whoever has a word in it can
  /// neither begin another nor reach the terminal.
  static Encoder<ILoggingEvent> text(LoggerContext context) {
    var text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern(
        "%d{HH:mm:ss.SSS} %-5level %replace(%msg){'"
            + Printable.CONTROLS
            + "', ' '}%n%replace(%ex){'"
            + IN_TRACE
            + "', ' '}");
    text.start();
    return text;
  }
}
