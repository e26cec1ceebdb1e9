package dev.tagyard.proxy.browser;

import dev.tagyard.proxy.Eventually;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// One tab of the browser, and everything that the browser told of it.
final class Tab {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// The middle of an element that is there, which notes whether it was hit.
  private static final String AIM =
      """
      (() => {
        const element = document.querySelector('%s');
        if (!element) return false;
        window.tabMissed = true;
        const hit = () => { window.tabMissed = false; };
        element.addEventListener('click', hit, { capture: true, once: true });
        element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x + width / 2, y + height / 2];
      })()\
      """;

  private final DevTools devTools;
  private final String context;
  private final String target;
  private final String session;
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();

  private Tab(DevTools devTools, String context, String target, String session) {
    this.devTools = devTools;
    this.context = context;
    this.target = target;
    this.session = session;
  }

  static Tab open(DevTools devTools, String context) {
    var target =
        devTools
            .call(
                "Target.createTarget",
                new JsonObject().put("url", "about:blank").put("browserContextId", context))
            .getString("targetId");
    var session =
        devTools
            .call(
                "Target.attachToTarget",
                new JsonObject().put("targetId", target).put("flatten", true))
            .getString("sessionId");
    var tab = new Tab(devTools, context, target, session);
    devTools.onEvent(event -> {
      if (session.equals(event.getString("sessionId"))) {
        tab.events.add(event);
      }
    });
    for (var domain : List.of("Page", "Runtime", "Network", "Log")) {
      tab.call(domain + ".enable", new JsonObject());
    }
    tab.size(1280, 800);
    return tab;
  }

  void size(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        new JsonObject()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
  }

  /// Another tab of the same visitor.
  Tab another() {
    return open(devTools, context);
  }

  /// Loads a page whole.
  void visit(String address) {
    untilLoaded(() -> startVisit(address));
  }

  /// Returns once the page begins to come.
  void startVisit(String address) {
    var answer = call("Page.navigate", new JsonObject().put("url", address));
    if (answer.containsKey("errorText")) {
      throw new AssertionError(address + ": " + answer.getString("errorText"));
    }
  }

  void reload() {
    untilLoaded(() -> call("Page.reload", new JsonObject()));
  }

  /// Each page has an instant of its own at which it began: the next one is not taken for the last.
  private void untilLoaded(Runnable begin) {
    var before = evaluate("performance.timeOrigin");
    begin.run();
    waitUntil(
        "performance.timeOrigin != %s && performance.getEntriesByType('navigation')[0].loadEventEnd"
            .formatted(before));
  }

  /// The value of an expression, or of its promise.
  Object evaluate(String expression) {
    var answer =
        call(
            "Runtime.evaluate",
            new JsonObject()
                .put("expression", "Promise.resolve(" + expression + ").then(x => x ?? false)")
                .put("returnByValue", true)
                .put("awaitPromise", true));
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.getJsonObject("exceptionDetails"));
    }
    return answer.getJsonObject("result").getValue("value");
  }

  JsonArray list(String expression) {
    return (JsonArray) evaluate(expression);
  }

  String text(String expression) {
    return (String) evaluate(expression);
  }

  /// A page that goes while it is asked is no answer: the next one is asked.
  void waitUntil(String expression) {
    Eventually.holds(expression, PATIENCE, () -> holds(expression));
  }

  private boolean holds(String expression) {
    try {
      return Boolean.TRUE.equals(evaluate("!!(" + expression + ")"));
    } catch (DevTools.Navigated navigated) {
      return false;
    }
  }

  /// Presses the mouse on an element, as a person does: again where it moved away meanwhile.
  void click(String selector) {
    Eventually.holds("a click on " + selector, PATIENCE, () -> hits(selector));
  }

  private boolean hits(String selector) {
    Object middle;
    try {
      middle = evaluate(AIM.formatted(selector));
      if (middle instanceof JsonArray place) {
        mouse("mousePressed", place);
      }
    } catch (DevTools.Navigated another) {
      return false;
    }
    try {
      if (middle instanceof JsonArray place) {
        mouse("mouseReleased", place);
        return Boolean.FALSE.equals(evaluate("window.tabMissed"));
      }
      return false;
    } catch (DevTools.Navigated clicked) {
      return true;
    }
  }

  private void mouse(String type, JsonArray place) {
    call(
        "Input.dispatchMouseEvent",
        new JsonObject()
            .put("type", type)
            .put("x", place.getValue(0))
            .put("y", place.getValue(1))
            .put("button", "left")
            .put("clickCount", 1));
  }

  void offline(boolean offline) {
    call(
        "Network.emulateNetworkConditions",
        new JsonObject()
            .put("offline", offline)
            .put("latency", 0)
            .put("downloadThroughput", -1)
            .put("uploadThroughput", -1));
    waitUntil("navigator.onLine === " + !offline);
  }

  /// Of all sites, those that scripts cannot read too.
  List<JsonObject> cookies() {
    return objects(
        devTools
            .call("Storage.getCookies", new JsonObject().put("browserContextId", context))
            .getJsonArray("cookies"));
  }

  /// Keeps what is to be seen as `target/screenshots/NAME.png`, for people to look at.
  void screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    var shot =
        call(
            "Page.captureScreenshot",
            new JsonObject().put("format", "png").put("captureBeyondViewport", true));
    Files.write(
        SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode(shot.getString("data")));
  }

  /// The same with a text below the page, which is there for the picture alone.
  void screenshot(String name, String below) throws IOException {
    evaluate(
        """
        (() => {
          const note = document.createElement('pre');
          note.id = 'note';
          note.textContent = %s;
          note.style.cssText = 'font: 13px/1.5 monospace; padding: 16px; border-top: 2px solid;'
              + 'white-space: pre-wrap; overflow-wrap: anywhere';
          document.body.append(note);
        })()\
        """
            .formatted(Json.encode(below)));
    screenshot(name);
    evaluate("note.remove()");
  }

  /// Pages look dark or light as the visitor likes.
  void prefers(String scheme) {
    var feature = new JsonObject().put("name", "prefers-color-scheme").put("value", scheme);
    call(
        "Emulation.setEmulatedMedia",
        new JsonObject().put("features", new JsonArray().add(feature)));
  }

  /// What went wrong on its pages: scripts that threw, and what a Content Security Policy stopped.
  List<String> faults() {
    return Stream.concat(
            told("Runtime.exceptionThrown").map(JsonObject::encode),
            told("Log.entryAdded")
                .map(params -> params.getJsonObject("entry"))
                .filter(entry -> "security".equals(entry.getString("source")))
                .map(entry -> entry.getString("text")))
        .toList();
  }

  /// What the browser told by a method, in order.
  Stream<JsonObject> told(String method) {
    return events.stream()
        .filter(event -> method.equals(event.getString("method")))
        .map(event -> event.getJsonObject("params"));
  }

  JsonObject call(String method, JsonObject params) {
    return devTools.call(session, method, params);
  }

  void close() {
    devTools.call("Target.closeTarget", new JsonObject().put("targetId", target));
  }

  private static List<JsonObject> objects(JsonArray list) {
    return list.stream().map(JsonObject.class::cast).toList();
  }
}
