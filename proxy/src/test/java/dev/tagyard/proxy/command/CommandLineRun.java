package dev.tagyard.proxy.command;

import dev.tagyard.proxy.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One run of the command line within this process.
record CommandLineRun(int status, String out, String err) {
  static CommandLineRun of(String... arguments) {
    return of(List.of(arguments));
  }

  static CommandLineRun of(List<String> arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var before = System.out;
    var beforeErr = System.err;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int status = Main.run(arguments.toArray(String[]::new));
      return new CommandLineRun(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
      System.setErr(beforeErr);
    }
  }
}
