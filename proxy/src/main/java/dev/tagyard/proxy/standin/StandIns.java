package dev.tagyard.proxy.standin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Meta, Google Analytics and a partner, each on a port of its own of the loopback address; the
/// other vendors by name.
public final class StandIns {
  private final Set<String> refused;
  private final Set<String> foundBad;
  private final StandIn meta;
  private final StandIn ga4;
  private final StandIn partner;
  private final Map<String, StandIn> others;

  private StandIns(Vertx vertx, InstantSource clock) {
    this.refused = ConcurrentHashMap.newKeySet();
    this.foundBad = ConcurrentHashMap.newKeySet();
    this.meta = new StandIn(vertx, clock, new MetaVendor(refused::contains));
    this.ga4 = new StandIn(vertx, clock, new Ga4Vendor());
    this.partner = new StandIn(vertx, clock, new PartnerVendor());
    this.others =
        Stream.<Vendor>concat(
                TableVendors.all(refused::contains).stream(),
                Stream.of(new TokenVendor(refused::contains, foundBad::contains)))
            .collect(
                Collectors.toUnmodifiableMap(
                    Vendor::name, vendor -> new StandIn(vertx, clock, vendor)));
  }

  /// Where each listens; 0 for any free port.
  public record Ports(int meta, int ga4, int partner) {
    public static final Ports FREE = new Ports(0, 0, 0);
  }

  public static Future<StandIns> start(Vertx vertx, InstantSource clock, Ports ports) {
    var standIns = new StandIns(vertx, clock);
    var listening = new ArrayList<Future<StandIn>>();
    listening.add(standIns.meta.listen(ports.meta));
    listening.add(standIns.ga4.listen(ports.ga4));
    listening.add(standIns.partner.listen(ports.partner));
    standIns.others.values().forEach(other -> listening.add(other.listen(0)));
    return Future.all(listening).map(standIns).onFailure(taken -> standIns.close());
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

  /// Any of the other vendors, by its destination type, such as `tiktok`.
  public StandIn of(String type) {
    var other = others.get(type);
    if (other == null) {
      throw new IllegalArgumentException("no stand-in for " + type);
    }
    return other;
  }

  /// Types that [#of] knows.
  public Set<String> others() {
    return others.keySet();
  }

  /// From now on each vendor refuses what it knows by this id.
  public void refuse(String id) {
    refused.add(id);
  }

  /// From now on Meta refuses each request that has this event.
  public void refuseAtMeta(String eventId) {
    refused.add(eventId);
  }

  /// From now on a vendor that tells later what became of events tells so of this one.
  public void findBad(String id) {
    foundBad.add(id);
  }

  /// Forgets requests, scripts and refused events.
  public void clear() {
    refused.clear();
    foundBad.clear();
    meta.clear();
    ga4.clear();
    partner.clear();
    others.values().forEach(StandIn::clear);
  }

  public Future<Void> close() {
    var closing = new ArrayList<Future<?>>();
    Stream.concat(Stream.of(meta, ga4, partner), others.values().stream())
        .forEach(standIn -> closing.add(standIn.close()));
    return Future.join(closing).mapEmpty();
  }
}
