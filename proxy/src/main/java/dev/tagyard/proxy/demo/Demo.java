package dev.tagyard.proxy.demo;

import dev.tagyard.proxy.Server;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.packaged.Packaged;
import dev.tagyard.proxy.standin.StandIn;
import dev.tagyard.proxy.standin.StandIns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Shop, proxy and stand-in vendors in one process, everything kept under a temporary folder.
public final class Demo implements AutoCloseable {
  private static final String GOOGLE_ADS = "data_manager";

  private static final Map<String, String> NAMES =
      Map.of(
          "linkedin", "LinkedIn",
          "microsoft", "Microsoft",
          "microsoft_offline", "Microsoft, offline",
          "openai", "OpenAI Ads",
          "pinterest", "Pinterest",
          "reddit", "Reddit",
          "snapchat", "Snapchat",
          "tiktok", "TikTok",
          "x", "X");

  private final Vertx vertx;
  private final StandIns vendors;
  private final Server server;
  private final Path folder;
  private final int shopPort;

  private Demo(Vertx vertx, StandIns vendors, Server server, Path folder, int shopPort) {
    this.vertx = vertx;
    this.vendors = vendors;
    this.server = server;
    this.folder = folder;
    this.shopPort = shopPort;
  }

  /// Meta, Google and a partner.
  ///
  /// @param port of the shop; 0 for any free one
  public static Demo start(int port) throws IOException, Server.Refused {
    return start(port, false);
  }

  /// @param all whether events go to stand-ins of every vendor
  public static Demo start(int port, boolean all) throws IOException, Server.Refused {
    var vertx = Vertx.vertx();
    var folder = Files.createTempDirectory("tagyard-demo");
    try {
      var vendors = StandIns.start(vertx, InstantSource.system(), StandIns.Ports.FREE).await();
      var shop = new Shop(vertx, shown(vendors, all), id -> explain(vertx, folder, id));
      var shopPort = listen(shop, port);
      var configuration = configuration(folder, vendors, shopPort, all);
      var server = Server.start(configuration, Server.Surroundings.ofProcess());
      shop.sendTo("http://127.0.0.1:" + server.publicPort());
      Files.writeString(
          folder.resolve("admin"), server.adminPort() + " " + server.adminToken().value());
      return new Demo(vertx, vendors, server, folder, shopPort);
    } catch (IOException | RuntimeException | Server.Refused failure) {
      vertx.close().await();
      delete(folder);
      throw failure;
    }
  }

  private static int listen(Shop shop, int port) throws IOException {
    try {
      return shop.listen(port).await();
    } catch (Exception taken) {
      throw new IOException(
          "the shop cannot listen on 127.0.0.1:"
              + port
              + ": "
              + taken.getMessage()
              + "; --port names another, 0 any free one",
          taken);
    }
  }

  public String shopAddress() {
    return "http://127.0.0.1:" + shopPort;
  }

  public String proxyAddress() {
    return "http://127.0.0.1:" + server.publicPort();
  }

  public String adminAddress() {
    return "http://127.0.0.1:" + server.adminPort();
  }

  public String adminToken() {
    return server.adminToken().value();
  }

  public StandIns vendors() {
    return vendors;
  }

  public Path folder() {
    return folder;
  }

  /// By the names that the shop shows.
  private static Map<String, StandIn> shown(StandIns vendors, boolean all) {
    var shown = new LinkedHashMap<String, StandIn>();
    shown.put("Meta", vendors.meta());
    shown.put("Google Analytics", vendors.ga4());
    shown.put("Partner", vendors.partner());
    shown.put("Google Ads", vendors.of(GOOGLE_ADS));
    if (all) {
      vendors.others().stream()
          .filter(type -> !type.equals(GOOGLE_ADS))
          .sorted()
          .forEach(type -> shown.put(NAMES.getOrDefault(type, type), vendors.of(type)));
    }
    return shown;
  }

  private static Path configuration(Path folder, StandIns vendors, int shopPort, boolean all)
      throws IOException {
    var file = folder.resolve("tagyard.yaml");
    var others = Packaged.text(all ? "demo/vendors.yaml" : "demo/google_ads.yaml");
    for (var type : vendors.others()) {
      others = others.replace("%" + type + "%", vendors.of(type).endpoint().toString());
    }
    var text = Packaged.text("demo/tagyard.yaml");
    var values =
        Map.of(
            "%PUBLIC%",
            "" + preferred(8080),
            "%ADMIN%",
            "" + preferredOrFree(9090),
            "%SHOP%",
            "" + shopPort,
            "%KEY%",
            MasterKey.random(new SecureRandom()).toBase64(),
            "%META%",
            vendors.meta().endpoint().toString(),
            "%GA4%",
            vendors.ga4().endpoint().toString(),
            "%PARTNER%",
            vendors.partner().endpoint().toString(),
            "%OTHERS%",
            others);
    for (var value : values.entrySet()) {
      text = text.replace(value.getKey(), value.getValue());
    }
    Files.writeString(file, text);
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/10-demo.yaml"), Packaged.text("demo/rules.yaml"));
    return file;
  }

  /// The usual port, or any (0) where something else listens on it.
  private static int preferred(int port) {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    } catch (IOException taken) {
      return 0;
    }
  }

  /// The usual port, or a free one that the file can name: other commands find the server by it.
  private static int preferredOrFree(int port) throws IOException {
    if (preferred(port) != 0) {
      return port;
    }
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static Future<String> explain(Vertx vertx, Path folder, String id) {
    String[] admin;
    try {
      admin = Files.readString(folder.resolve("admin")).split(" ", -1);
    } catch (IOException starting) {
      return Future.failedFuture(starting);
    }
    var client = vertx.createHttpClient();
    return client
        .request(
            HttpMethod.GET,
            Integer.parseInt(admin[0]),
            "127.0.0.1",
            URI.create("/api/events/" + id).toString())
        .compose(request -> request.putHeader("Authorization", "Bearer " + admin[1]).send())
        .compose(response ->
            response.statusCode() == 200
                ? response.body().map(body -> body.toString())
                : Future.<String>failedFuture("status " + response.statusCode()))
        .onComplete(done -> client.close());
  }

  @Override
  public void close() {
    server.close();
    vendors.close().await();
    vertx.close().await();
    delete(folder);
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException left) {
      // A temporary folder that stays does no harm.
    }
  }
}
