package dev.tagyard.proxy.command;

import dev.tagyard.proxy.Server;
import dev.tagyard.rules.RuleEngine;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// The server, until it is told to stop.
@Command(
    name = "serve",
    description = "Runs the server. SIGTERM drains and stops it, SIGHUP reloads its files.",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigFile config;

  @Mixin private Logging logging = new Logging();

  public ServeCommand() {
    this(new ConfigFile());
  }

  private ServeCommand(ConfigFile config) {
    this.config = config;
  }

  /// The command of `serve` and `serve --config FILE`, which is how servers are started: reading
  /// them needs no more than this, and a start need not wait for what reads all others.
  public static Optional<ServeCommand> plain(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("serve")) {
      return Optional.empty();
    }
    if (arguments.length == 1) {
      return Optional.of(new ServeCommand());
    }
    if (arguments.length != 3 || !arguments[1].equals("--config") || arguments[2].startsWith("-")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ServeCommand(new ConfigFile(Path.of(arguments[2]))));
    } catch (InvalidPathException toBeRefused) {
      return Optional.empty();
    }
  }

  /// Of rules in another folder nobody knows yet: they wait for the engine.
  private static boolean hasScripts(Path config) {
    try (var scripts = Files.newDirectoryStream(config.resolveSibling("rules"), "*.js")) {
      return scripts.iterator().hasNext();
    } catch (IOException | DirectoryIteratorException none) {
      return false;
    }
  }

  @Override
  public Integer call() {
    // Before the start, which takes a while: until then each of them ends the process as it stands.
    var started = new CompletableFuture<Server>();
    var stopped = new CountDownLatch(1);
    Signals.on("HUP", () -> started.join().reload());
    Signals.on("TERM", stopped::countDown);
    Signals.on("INT", stopped::countDown);
    // The engine of scripts takes longest to wake: it does while all else is read.
    if (hasScripts(config.path())) {
      Thread.ofPlatform().daemon().name("load-scripts").start(RuleEngine::prepare);
    }
    logging.apply();
    Server server;
    try {
      server = Server.start(config.path(), Server.Surroundings.ofProcess());
    } catch (Server.Refused refused) {
      Problems.print(refused.problems());
      return 1;
    }
    var visitors = server.plan().configuration().visitors();
    var scheme = visitors.tls().isPresent() ? "https" : "http";
    var admin = server.plan().configuration().admin();
    System.out.printf(
        "tagyard takes events on %s://%s, answers operators on http://%s%n",
        scheme,
        visitors.listen().with(server.publicPort()),
        admin.listen().with(server.adminPort()));
    if (server.adminToken().made()) {
      System.out.printf(
          "admin token, shown this once (it is kept in %s): %s%n",
          server.plan().configuration().data().dir(), server.adminToken().value());
    }
    started.complete(server);
    try {
      stopped.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    server.close();
    return 0;
  }
}
