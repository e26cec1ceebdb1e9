package dev.tagyard.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// What browsers of invented visitors send. Connection by connection another address, agent cookie
/// and day of consent; event by event another event id, transaction and client.
final class Requests {
  private static final int DAYS = 60;

  private Requests() {}

  /// `POST /e`: a purchase of some 30 fields and two items.
  static Numbered event(int connection) {
    var body = body(connection);
    return new Numbered(
        "POST /e HTTP/1.1\r\n"
            + headers(connection)
            + "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  /// `GET /px.gif`: a page view with the same consent.
  static Numbered pixel(int connection) {
    return new Numbered(
        "GET /px.gif?en=page_view&eid=evt-##########&cid=##########.1763000000&dl="
            + encode("https://www.example.com/shoes?utm_source=mail&page=2")
            + "&dr="
            + encode("https://www.example.com/")
            + "&dt=Shoes&gdpr=1&gdpr_consent="
            + ConsentString.of(connection % DAYS)
            + "&addtl_consent="
            + encode("2~89.1097~dv.")
            + " HTTP/1.1\r\n"
            + headers(connection)
            + "\r\n");
  }

  private static String headers(int connection) {
    return """
    Host: t.example.com
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36
    Accept: */*
    Accept-Language: de-DE,de;q=0.9,en;q=0.8
    Accept-Encoding: gzip, deflate, br
    Origin: https://www.example.com
    Referer: https://www.example.com/
    X-Forwarded-For: 198.51.100.%d
    Cookie: _ty=1.%d.AbCdEfGhIjKlMnOpQr%04d; _ga=GA1.1.1234567890.1763000000; _fbp=fb.1.1763000000000.987654321
    """
        .formatted(
            connection % 250, System.currentTimeMillis() / 1000 - 86_400, connection % 10_000)
        .replace("\n", "\r\n");
  }

  private static String body(int connection) {
    return """
    {"event_name":"purchase","event_id":"evt-##########","event_time":%d,
    "page":{"url":"https://www.example.com/checkout/thanks?utm_source=mail&utm_campaign=autumn",
    "referrer":"https://www.example.com/checkout","title":"Thank you for your order"},
    "user":{"client_id":"##########.1763000000","user_id":"customer-%d",
    "email":"anna.beispiel%d@example.com","phone":"+4930901820","first_name":"Anna",
    "last_name":"Beispiel","city":"Berlin","postal_code":"10115","country":"DE"},
    "params":{"value":59.9,"currency":"EUR","transaction_id":"T-##########","tax":9.56,
    "shipping":4.9,"coupon":"AUTUMN","payment_type":"card","customer_type":"returning",
    "items":[{"item_id":"A-100","item_name":"Shoe","item_brand":"Example","price":45,"quantity":1},
    {"item_id":"B-200","item_name":"Laces","item_category":"Accessories","price":5,"quantity":2}]},
    "ids":{"gclid":"Cj0KCQiA-example-click-id","click_id":"c-%06d"},
    "consent":{"gdpr":1,"tcf":"%s","ac":"2~89.1097~dv."}}
    """
        .formatted(
            System.currentTimeMillis(),
            connection,
            connection,
            connection,
            ConsentString.of(connection % DAYS))
        .replace("\n", "");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
