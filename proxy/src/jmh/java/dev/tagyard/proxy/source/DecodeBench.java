package dev.tagyard.proxy.source;

import dev.tagyard.proxy.source.ga4.Ga4WebSource;
import dev.tagyard.proxy.source.nativeevent.NativeSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it takes to read one request into an event: a purchase with two items by Google's tag and
/// by the native protocol, and a page view of each.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBench {
  private static final String TAG =
      "v=2&tid=G-TEST123&gtm=45je57n0v9&_p=1763773200123&gcs=G111&gcd=13r3r3r3r5l1&npa=0&dma=1"
          + "&cid=1234567890.1763000000&ul=de-de&sr=1920x1080&uaa=x86&uab=64&uam=&uap=Linux&uapv=6.8"
          + "&uaw=0&are=1&frm=0&pscdl=noapi&_s=3&sid=1763773100&sct=2&seg=1"
          + "&dl=https%3A%2F%2Fwww.example.com%2Fcheckout%2Fthanks%3Futm_source%3Dmail"
          + "&dr=https%3A%2F%2Fwww.example.com%2Fcheckout&dt=Thank%20you&tfd=2345";
  private static final String PURCHASE =
      TAG
          + "&en=purchase&cu=EUR&epn.value=59.9&ep.transaction_id=T-1&epn.tax=9.56&epn.shipping=4.9"
          + "&ep.coupon=AUTUMN&ep.event_id=evt-1"
          + "&pr1=idA-100~nmShoe~brExample~caShoes~pr45~qt1"
          + "&pr2=idB-200~nmLaces~caAccessories~pr5~qt2";

  private static final String NATIVE =
      """
      {"event_name":"purchase","event_id":"evt-1","event_time":1763773200123,
      "page":{"url":"https://www.example.com/checkout/thanks?utm_source=mail",
      "referrer":"https://www.example.com/checkout","title":"Thank you"},
      "user":{"client_id":"1234567890.1763000000","user_id":"customer-1",
      "email":"anna.beispiel@example.com","phone":"+4930901820","first_name":"Anna",
      "last_name":"Beispiel","city":"Berlin","postal_code":"10115","country":"DE"},
      "params":{"value":59.9,"currency":"EUR","transaction_id":"T-1","tax":9.56,"shipping":4.9,
      "coupon":"AUTUMN","items":[
      {"item_id":"A-100","item_name":"Shoe","item_brand":"Example","price":45,"quantity":1},
      {"item_id":"B-200","item_name":"Laces","item_category":"Accessories","price":5,"quantity":2}]},
      "consent":{"gdpr":1,"categories":{"marketing":true,"statistics":true}}}
      """;
  private static final String NATIVE_VIEW =
      """
      {"event_name":"page_view","page":{"url":"https://www.example.com/","title":"Home"},
      "consent":{"categories":{"marketing":true,"statistics":true}}}
      """;

  private final Source ga4 = new Ga4WebSource();
  private final Source own = new NativeSource();
  private final Inbound ga4Purchase = inbound("GET", "/g/collect", PURCHASE, "");
  private final Inbound ga4View = inbound("GET", "/g/collect", TAG + "&en=page_view", "");
  private final Inbound nativePurchase = inbound("POST", "/e", "", NATIVE);
  private final Inbound nativeView = inbound("POST", "/e", "", NATIVE_VIEW);

  @Benchmark
  public Decoded ga4Purchase() {
    return ga4.decode(ga4Purchase);
  }

  @Benchmark
  public Decoded ga4PageView() {
    return ga4.decode(ga4View);
  }

  @Benchmark
  public Decoded nativePurchase() {
    return own.decode(nativePurchase);
  }

  @Benchmark
  public Decoded nativePageView() {
    return own.decode(nativeView);
  }

  private static Inbound inbound(String method, String path, String query, String body) {
    return new Inbound(
        method,
        path,
        query,
        Headers.of(Map.of("user-agent", "Mozilla/5.0")),
        Map.of(),
        body.getBytes(StandardCharsets.UTF_8),
        "203.0.113.1",
        false,
        false,
        Instant.parse("2026-11-22T10:00:00Z"));
  }
}
