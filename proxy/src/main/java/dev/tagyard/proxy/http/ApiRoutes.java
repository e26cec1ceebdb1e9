package dev.tagyard.proxy.http;

import io.vertx.ext.web.Router;

/// A part of the operators' API. Whoever gets as far as its routes has shown the admin token.
public interface ApiRoutes {
  void addTo(Router router);
}
