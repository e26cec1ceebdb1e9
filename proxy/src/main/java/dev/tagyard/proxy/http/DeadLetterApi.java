package dev.tagyard.proxy.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.admin.DeadLetterDesk;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/api/dead-letters`: filters as query parameters or as a JSON object, by the same names.
public final class DeadLetterApi implements ApiRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterApi.class);
  private static final String PATH = "/api/dead-letters";

  private final DeadLetterDesk desk;

  public DeadLetterApi(DeadLetterDesk desk) {
    this.desk = desk;
  }

  @Override
  public void addTo(Router router) {
    router.get(PATH).handler(context -> answer(context, () -> found(desk.list(asked(context)))));
    router
        .get(PATH + "/summary")
        .handler(context -> answer(context, () -> found(desk.summary(asked(context)))));
    router.get(PATH + "/:id").handler(context -> answer(context, () -> desk.show(id(context))));
    router.post(PATH + "/replay").handler(context -> withBody(context, desk::replay));
    router.post(PATH + "/discard").handler(context -> withBody(context, desk::discard));
    router
        .post(PATH + "/:id/replay")
        .handler(context -> answer(context, () -> found(desk.replay(one(context)))));
    router
        .delete(PATH + "/:id")
        .handler(context -> answer(context, () -> found(desk.discard(one(context)))));
  }

  private interface Change {
    ObjectNode make(Map<String, String> asked);
  }

  private static void withBody(RoutingContext context, Change change) {
    context
        .request()
        .body()
        .onSuccess(body -> answer(context, () -> found(change.make(asked(context, body)))))
        .onFailure(_ -> Answers.error(context.request(), 400, "the body did not arrive"));
  }

  private static String id(RoutingContext context) {
    return Optional.ofNullable(context.pathParam("id")).orElse("");
  }

  private static Map<String, String> one(RoutingContext context) {
    return Map.of("id", id(context));
  }

  private static Map<String, String> asked(RoutingContext context) {
    var asked = new HashMap<String, String>();
    context.queryParams().forEach(each -> asked.put(each.getKey(), each.getValue()));
    return asked;
  }

  private static Map<String, String> asked(RoutingContext context, Buffer body) {
    var asked = asked(context);
    if (body.length() > 0) {
      JsonObject json;
      try {
        json = new JsonObject(body);
      } catch (RuntimeException malformed) {
        throw new IllegalArgumentException("the body must be a JSON object", malformed);
      }
      json.forEach(each -> asked.put(each.getKey(), String.valueOf(each.getValue())));
    }
    return asked;
  }

  private static Optional<ObjectNode> found(ObjectNode told) {
    return Optional.of(told);
  }

  /// On a virtual thread: the log makes callers wait.
  private static void answer(RoutingContext context, Callable<Optional<ObjectNode>> work) {
    var request = context.request();
    var loop = context.vertx().getOrCreateContext();
    Thread.startVirtualThread(() -> {
      try {
        var told = work.call();
        loop.runOnContext(_ ->
            told.ifPresentOrElse(
                found -> Answers.json(request, 200, found),
                () -> Answers.error(request, 404, "there is no such dead letter")));
      } catch (IllegalArgumentException wrong) {
        var words = String.valueOf(wrong.getMessage());
        loop.runOnContext(_ -> Answers.error(request, 400, words));
      } catch (Exception failure) {
        LOG.warn("dead letters", failure);
        loop.runOnContext(
            _ -> Answers.error(request, 503, "the event log cannot be read or written now"));
      }
    });
  }
}
