package dev.tagyard.proxy.standin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Meta, Google Analytics and a partner, each on a port of its own of the loopback address.
public final class StandIns {
  private final Set<String> refused;
  private final StandIn meta;
  private final StandIn ga4;
  private final StandIn partner;

  private StandIns(Vertx vertx, InstantSource clock) {
    this.refused = ConcurrentHashMap.newKeySet();
    this.meta = new StandIn(vertx, clock, new MetaVendor(refused::contains));
    this.ga4 = new StandIn(vertx, clock, new Ga4Vendor());
    this.partner = new StandIn(vertx, clock, new PartnerVendor());
  }

  /// Where each listens; 0 for any free port.
  public record Ports(int meta, int ga4, int partner) {
    public static final Ports FREE = new Ports(0, 0, 0);
  }

  public static Future<StandIns> start(Vertx vertx, InstantSource clock, Ports ports) {
    var standIns = new StandIns(vertx, clock);
    return Future.all(
            standIns.meta.listen(ports.meta),
            standIns.ga4.listen(ports.ga4),
            standIns.partner.listen(ports.partner))
        .map(standIns)
        .onFailure(taken -> standIns.close());
  }

  public StandIn meta() {
    return meta;
  }

  public StandIn ga4() {
    return ga4;
  }

  public StandIn partner() {
    return partner;
  }

  /// From now on Meta refuses each request that has this event.
  public void refuseAtMeta(String eventId) {
    refused.add(eventId);
  }

  /// Forgets requests, scripts and refused events.
  public void clear() {
    refused.clear();
    meta.clear();
    ga4.clear();
    partner.clear();
  }

  public Future<Void> close() {
    return Future.join(meta.close(), ga4.close(), partner.close()).mapEmpty();
  }
}
