package dev.tagyard.proxy.destination.x;

import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.Hashing;
import dev.tagyard.proxy.destination.HttpCall;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Requests signed in an application's and a user's name by HMAC-SHA1. A body of JSON is no part of
/// what is signed. Source: RFC 5849, section 3.4.
final class OAuth1 {
  static final String CONSUMER_KEY = "consumer_key";
  static final String CONSUMER_SECRET = "consumer_secret";
  static final String TOKEN = "access_token";
  static final String TOKEN_SECRET = "access_token_secret";

  private static final String METHOD = "HMAC-SHA1";

  private OAuth1() {}

  static HttpCall sign(HttpCall call, Credentials credentials, Instant now) {
    var parameters = new TreeMap<String, String>();
    parameters.put("oauth_consumer_key", credentials.get(CONSUMER_KEY));
    // Another one for each body and time, which is all that a nonce has to be.
    parameters.put("oauth_nonce", Hashing.sha256(now + call.body()).substring(0, 32));
    parameters.put("oauth_signature_method", METHOD);
    parameters.put("oauth_timestamp", Long.toString(now.getEpochSecond()));
    parameters.put("oauth_token", credentials.get(TOKEN));
    parameters.put("oauth_version", "1.0");
    var base = base(call.method(), call.uri(), parameters);
    parameters.put(
        "oauth_signature",
        signature(base, credentials.get(CONSUMER_SECRET), credentials.get(TOKEN_SECRET)));
    return call.withHeader(
        "authorization",
        parameters.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=\"" + encoded(each.getValue()) + "\"")
            .collect(Collectors.joining(", ", "OAuth ", "")));
  }

  /// What is signed (3.4.1).
  static String base(String method, URI uri, Map<String, String> parameters) {
    var all =
        Stream.concat(
                parameters.entrySet().stream()
                    .map(each -> List.of(encoded(each.getKey()), encoded(each.getValue()))),
                query(uri))
            .sorted((one, other) -> {
              var byName = one.getFirst().compareTo(other.getFirst());
              return byName == 0 ? one.getLast().compareTo(other.getLast()) : byName;
            })
            .map(pair -> pair.getFirst() + "=" + pair.getLast())
            .collect(Collectors.joining("&"));
    return method.toUpperCase(Locale.ROOT) + "&" + encoded(address(uri)) + "&" + encoded(all);
  }

  static String signature(String base, String consumerSecret, String tokenSecret) {
    try {
      var key = encoded(consumerSecret) + "&" + encoded(tokenSecret);
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(base.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Stream<List<String>> query(URI uri) {
    return uri.getRawQuery() == null
        ? Stream.empty()
        : Stream.of(uri.getRawQuery().split("&", -1))
            .map(pair -> pair.split("=", 2))
            .map(pair -> List.of(again(pair[0]), pair.length == 2 ? again(pair[1]) : ""));
  }

  private static String again(String part) {
    return encoded(URLDecoder.decode(part, StandardCharsets.UTF_8));
  }

  /// Without query, and without a port that goes without saying (3.4.1.2).
  private static String address(URI uri) {
    var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    var usual = scheme.equals("https") ? 443 : 80;
    var port = Endpoints.port(uri) == usual ? "" : ":" + Endpoints.port(uri);
    return scheme + "://" + Endpoints.host(uri).toLowerCase(Locale.ROOT) + port + uri.getRawPath();
  }

  /// RFC 3986: all but letters, digits and `-._~`.
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
