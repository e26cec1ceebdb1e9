package dev.tagyard.proxy.browser;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A headless chromium with a profile of its own, which ends with it.
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final String READY = "DevTools listening on ";

  private final Process process;
  private final Path profile;
  private final DevTools devTools;

  private Chromium(Process process, Path profile, DevTools devTools) {
    this.process = process;
    this.profile = profile;
    this.devTools = devTools;
  }

  /// Where a chromium is, by the PATH.
  static Optional<Path> installed() {
    var folders =
        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1);
    return NAMES.stream()
        .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Chromium start(Path binary) throws IOException {
    var profile = Files.createTempDirectory("tagyard-chromium");
    var process =
        new ProcessBuilder(
                binary.toString(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--no-proxy-server",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--ignore-certificate-errors",
                // The test pages' site and its subdomain are on this machine, nothing else is
                // there.
                "--host-resolver-rules=MAP *."
                    + Site.DOMAIN
                    + " 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Chromium(process, profile, new DevTools(address(process)));
    } catch (RuntimeException | IOException failure) {
      end(process);
      throw failure;
    }
  }

  /// The browser says it on standard error, which is read to its end, so that it never waits.
  private static URI address(Process process) throws IOException {
    BufferedReader said = process.errorReader();
    var all = new StringBuilder();
    for (var line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(READY)) {
        Thread.ofVirtual().start(() -> drain(said));
        return URI.create(line.substring(READY.length()));
      }
      all.append(line).append('\n');
    }
    throw new IOException("chromium did not start: " + all);
  }

  private static void drain(BufferedReader said) {
    try (said) {
      while (said.readLine() != null) {}
    } catch (IOException ended) {
      // So has the browser.
    }
  }

  /// An empty tab for a visitor whom no site knows: with cookies and storage of its own.
  Tab newVisitor() {
    var context =
        devTools
            .call("Target.createBrowserContext", new JsonObject())
            .getString("browserContextId");
    return Tab.open(devTools, context);
  }

  Trace trace() {
    return Trace.start(devTools);
  }

  private static void end(Process process) {
    var all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    devTools.close();
    end(process);
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    try (var files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException left) {
      // A temporary folder that stays does no harm.
    }
  }
}
