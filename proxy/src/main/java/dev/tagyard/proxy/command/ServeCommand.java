package dev.tagyard.proxy.command;

import dev.tagyard.proxy.Server;
import dev.tagyard.rules.RuleEngine;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// The server, until it is told to stop.
@Command(
    name = "serve",
    description = "Runs the server. SIGTERM drains and stops it, SIGHUP reloads its files.",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigFile config = new ConfigFile();

  @Mixin private Logging logging = new Logging();

  /// Wakes the engine of scripts, which takes longest, where there seem to be some: to be called
  /// before the command line and the configuration are read, which this saves the time of.
  public static void begin(String... arguments) {
    if (ConfigFile.in(arguments).filter(ServeCommand::hasScripts).isPresent()) {
      Thread.ofPlatform().daemon().name("load-scripts").start(RuleEngine::prepare);
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
    System.out.printf(
        "tagyard takes events on %s://%s:%d, answers operators on http://%s:%d%n",
        scheme,
        visitors.listen().host(),
        server.publicPort(),
        server.plan().configuration().admin().listen().host(),
        server.adminPort());
    if (server.adminToken().made()) {
      System.out.printf(
          "admin token, shown this once (it is kept in %s): %s%n",
          server.plan().configuration().data().dir(), server.adminToken().value());
    }
    return untilStopped(server);
  }

  private static int untilStopped(Server server) {
    var stopped = new CountDownLatch(1);
    Signals.on("HUP", server::reload);
    Signals.on("TERM", stopped::countDown);
    Signals.on("INT", stopped::countDown);
    try {
      stopped.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    server.close();
    return 0;
  }
}
