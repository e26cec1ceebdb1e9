package dev.tagyard.proxy.command;

import dev.tagyard.proxy.demo.Demo;
import dev.tagyard.proxy.packaged.Packaged;
import dev.tagyard.rules.RuleOptions;
import dev.tagyard.rules.RuleSet;
import dev.tagyard.rules.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Does for some seconds what a server does when it starts, for the JDK's cache of loaded classes:
/// the launcher's `--make-aot-cache` records it.
@Command(name = "warm-up", hidden = true)
public final class WarmUpCommand implements Callable<Integer> {
  private static final Duration TIME = Duration.ofSeconds(3);
  private static final String PURCHASE =
      """
      {"event_name": "purchase", "page": {"url": "https://shop.example/thanks?gclid=warm"},
       "user": {"email": "ada@example.com", "phone": "+4930901820", "country": "DE"},
       "params": {"value": 19.99, "currency": "EUR", "transaction_id": "warm-up",
                  "items": [{"item_id": "A1", "price": 19.99, "quantity": 1}]},
       "consent": {"categories": {"necessary": true, "marketing": true, "statistics": true}}}
      """;

  @Override
  public Integer call() throws Exception {
    var folder = Files.createTempDirectory("tagyard-warm-up");
    // Not run: its parts are to be in the cache.
    var _ = ServeCommand.plain("serve");
    try (var demo = Demo.start(0)) {
      Files.writeString(folder.resolve("10.yaml"), Packaged.text("init/rule.yaml"));
      Files.writeString(folder.resolve("20.js"), Packaged.text("init/warm-up.js"));
      var problems = new ArrayList<Problem>();
      try (var rules =
          RuleSet.load(folder, RuleOptions.of(Set.of("meta", "ga4")), problems)
              .orElseThrow(() -> new IllegalStateException(problems.toString()))) {
        visit(demo);
        rules.warmUp(TIME);
      }
      System.out.println("warmed up, " + demo.shopAddress() + " closes");
    } finally {
      delete(folder);
    }
    return 0;
  }

  /// What a first visitor does, so that the way of an event is known too: while the rules warm up
  /// it comes to the vendors.
  private static void visit(Demo demo) throws IOException, InterruptedException {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var purchase =
          HttpRequest.newBuilder(URI.create(demo.proxyAddress() + "/e"))
              .POST(HttpRequest.BodyPublishers.ofString(PURCHASE));
      var pixel =
          HttpRequest.newBuilder(
              URI.create(demo.proxyAddress() + "/px.gif?en=page_view&dl=https://shop.example/"));
      var metrics = HttpRequest.newBuilder(URI.create(demo.adminAddress() + "/metrics"));
      for (var request : List.of(purchase, pixel, metrics)) {
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
          throw new IOException(answer.uri().getPath() + " was answered by " + answer.statusCode());
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException kept) {
              throw new UncheckedIOException(kept);
            }
          });
    }
  }
}
