package dev.tagyard.proxy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.standin.StandInRequest.EventSeen;
import dev.tagyard.proxy.standin.TableVendor.Answer;
import dev.tagyard.proxy.standin.TableVendor.Batch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Advertising vendors that take lists of JSON events, by what their documentation says.
final class TableVendors {
  private static final Pattern BEARER = Pattern.compile("Bearer \\S+");

  /// Of the last twelve months: 202511 was shut down on 2026-11-16.
  private static final Pattern LINKEDIN_VERSIONS =
      Pattern.compile("(202512|(202[6-9]|20[3-9]\\d)(0[1-9]|1[0-2]))(\\.\\d+)?");

  private static final Set<String> REDDIT_COUNTED =
      Set.of("PURCHASE", "ADD_TO_CART", "ADD_TO_WISHLIST", "CUSTOM");
  private static final Set<String> REDDIT_PAID =
      Set.of("PURCHASE", "ADD_TO_CART", "ADD_TO_WISHLIST", "CUSTOM", "LEAD", "SIGN_UP");
  private static final Duration SOON = Duration.ofMinutes(5);
  private static final String NOTHING_MORE = "-none- text";

  private TableVendors() {}

  static List<TableVendor> all(Predicate<String> refuses) {
    return List.of(
        tiktok(refuses),
        pinterest(refuses),
        snapchat(refuses),
        reddit(refuses),
        linkedin(refuses),
        microsoft(refuses),
        offline(refuses),
        x(refuses),
        openai(refuses));
  }

  /// Answers 200 to nearly everything; what it thinks stands in `code`.
  static TableVendor tiktok(Predicate<String> refuses) {
    return new TableVendor(
        "tiktok",
        Pattern.compile("/open_api/v1\\.3/event/track/"),
        Map.of("access-token", Pattern.compile("\\S+")),
        "data",
        1_000,
        shape(
            """
            event_source! web
            event_source_id! text
            test_event_code text
            partner_name text
            """,
            28),
        shape(
            """
            event! text
            event_time! seconds
            event_id text
            user.email[] hash
            user.phone[] hash
            user.external_id[] hash
            user.first_name hash
            user.last_name hash
            user.zip_code hash
            user.city lower
            user.state lower
            user.country lower
            user.ttclid clear
            user.ttp clear
            user.ip ip
            user.user_agent clear
            user.locale text
            properties.currency currency
            properties.value number
            properties.order_id text
            properties.content_type product|product_group
            properties.content_ids[] text
            properties.contents[].content_id! text
            properties.contents[].content_name text
            properties.contents[].content_category text
            properties.contents[].brand text
            properties.contents[].price number
            properties.contents[].quantity count
            properties.num_items count
            properties.search_string text
            properties.description text
            page.url url
            page.referrer url
            limited_data_use boolean
            """,
            28),
        (findings, event) ->
            anyOf(findings, event.path("user"), "email phone external_id ttclid ttp ip+user_agent"),
        event -> new EventSeen(event.path("event").asText(), event.path("event_id").asText()),
        (batch, whole, authorized) -> {
          if (!authorized) {
            return new Answer(200, tiktok(40_105, "Access token is missing"));
          }
          var first = new TreeMap<>(batch.refused()).entrySet().stream().findFirst();
          return new Answer(
              200,
              first
                  .map(bad -> tiktok(40_002, "Batch." + bad.getKey() + "." + bad.getValue()))
                  .or(() -> whole.map(why -> tiktok(40_002, why)))
                  .orElseGet(() -> tiktok(0, "OK")));
        },
        refuses);
  }

  /// Tells of each event in order, and keeps the good ones.
  static TableVendor pinterest(Predicate<String> refuses) {
    return new TableVendor(
        "pinterest",
        Pattern.compile("/v5/ad_accounts/\\d+/events(\\?test=true)?"),
        Map.of("authorization", BEARER),
        "data",
        1_000,
        shape(NOTHING_MORE, 7),
        shape(
            """
            event_name! add_payment_info|add_to_cart|add_to_wishlist|app_install|checkout|custom|initiate_checkout|lead|page_visit|search|signup|subscribe|view_category|view_content|watch_video
            action_source! app_android|app_ios|web|offline
            event_time! seconds
            event_id! text
            event_source_url url
            opt_out boolean
            language text
            user_data.em[] hash
            user_data.ph[] hash
            user_data.fn[] hash
            user_data.ln[] hash
            user_data.ge[] hash
            user_data.db[] hash
            user_data.ct[] hash
            user_data.st[] hash
            user_data.zp[] hash
            user_data.country[] hash
            user_data.external_id[] hash
            user_data.client_ip_address ip
            user_data.client_user_agent clear
            user_data.click_id clear
            custom_data.currency currency
            custom_data.value decimal
            custom_data.order_id text
            custom_data.content_ids[] text
            custom_data.contents[].id! text
            custom_data.contents[].item_name text
            custom_data.contents[].item_category text
            custom_data.contents[].item_brand text
            custom_data.contents[].item_price decimal
            custom_data.contents[].quantity count
            custom_data.num_items count
            custom_data.search_string text
            custom_data.content_name text
            custom_data.content_category text
            custom_data.opt_out_type LDP
            """,
            7),
        (findings, event) ->
            anyOf(findings, event.path("user_data"), "em client_ip_address+client_user_agent"),
        event -> new EventSeen(event.path("event_name").asText(), event.path("event_id").asText()),
        (batch, whole, authorized) -> {
          if (!authorized) {
            return new Answer(401, "{\"code\":2,\"message\":\"Authentication failed.\"}");
          }
          if (whole.isPresent()) {
            return new Answer(400, "{\"code\":4196,\"message\":" + text(whole.get()) + "}");
          }
          var told = JsonNodeFactory.instance.objectNode();
          told.put("num_events_received", batch.size());
          told.put("num_events_processed", batch.size() - batch.refused().size());
          var events = told.putArray("events");
          for (var i = 0; i < batch.size(); i++) {
            var why = Optional.ofNullable(batch.refused().get(i));
            var event =
                events
                    .addObject()
                    .put("status", why.isPresent() ? "failed" : "processed")
                    .putNull("error_message")
                    .putNull("warning_message");
            why.ifPresent(words -> event.put("error_message", words));
          }
          return batch.refused().isEmpty()
              ? new Answer(200, told.toString())
              : new Answer(
                  422,
                  "{\"code\":1,\"message\":\"Not all events were successfully processed.\","
                      + "\"details\":"
                      + told
                      + "}");
        },
        refuses);
  }

  /// Names one event at fault.
  static TableVendor snapchat(Predicate<String> refuses) {
    return new TableVendor(
        "snapchat",
        Pattern.compile("/v3/[A-Za-z0-9-]+/events(/validate)?\\?access_token=[^&]+"),
        Map.of(),
        "data",
        2_000,
        shape(NOTHING_MORE, 37),
        shape(
            """
            event_name! PAGE_VIEW|VIEW_CONTENT|ADD_CART|ADD_TO_WISHLIST|SIGN_UP|SEARCH|PURCHASE|ADD_BILLING|START_CHECKOUT|SUBSCRIBE|START_TRIAL|LIST_VIEW|LOGIN|SHARE|APP_INSTALL|CUSTOM_EVENT_1
            event_time! seconds
            event_id text
            action_source! WEB|MOBILE_APP|OFFLINE
            event_source_url url
            data_processing_options[] LDU
            user_data.em[] hash
            user_data.ph[] hash
            user_data.fn hash
            user_data.ln hash
            user_data.ge hash
            user_data.db hash
            user_data.ct hash
            user_data.st hash
            user_data.zp hash
            user_data.country hash
            user_data.external_id[] hash
            user_data.client_ip_address ip
            user_data.client_user_agent clear
            user_data.sc_click_id clear
            user_data.sc_cookie1 clear
            custom_data.currency currency
            custom_data.value decimal
            custom_data.order_id text
            custom_data.num_items count
            custom_data.search_string text
            custom_data.sign_up_method text
            custom_data.content_ids[] text
            custom_data.content_category[] text
            custom_data.brands[] text
            custom_data.contents[].id! text
            custom_data.contents[].quantity decimal
            custom_data.contents[].item_price decimal
            custom_data.contents[].brand text
            """,
            37),
        (findings, event) -> {
          anyOf(findings, event.path("user_data"), "em ph client_ip_address+client_user_agent");
          if (event.path("event_name").asText().equals("PURCHASE")) {
            anyOf(findings, event.path("custom_data"), "currency+value");
          }
        },
        event -> new EventSeen(event.path("event_name").asText(), event.path("event_id").asText()),
        (batch, whole, authorized) -> {
          var first = new TreeMap<>(batch.refused()).entrySet().stream().findFirst();
          if (first.isPresent()) {
            return new Answer(
                400,
                "{\"status\":\"INVALID\",\"event\":"
                    + first.get().getKey()
                    + ",\"reason\":"
                    + text(first.get().getValue())
                    + "}");
          }
          return whole
              .map(why -> new Answer(400, "{\"status\":\"INVALID\",\"reason\":" + text(why) + "}"))
              .orElseGet(() -> new Answer(200, "{\"status\":\"VALID\",\"reason\":\"\"}"));
        },
        refuses);
  }

  /// Refuses the whole request and repeats the events at fault.
  static TableVendor reddit(Predicate<String> refuses) {
    return new TableVendor(
        "reddit",
        Pattern.compile("/api/v3/pixels/\\w+/conversion_events"),
        Map.of("authorization", BEARER),
        "data.events",
        1_000,
        shape(
            """
            data.partner text
            data.test_id text
            """,
            7),
        shape(
            """
            event_at! millis
            action_source! WEBSITE|APP|PHYSICAL_STORE|OTHER
            event_source_url url
            click_id text
            type! object
            type.tracking_type! PAGE_VISIT|VIEW_CONTENT|SEARCH|ADD_TO_CART|ADD_TO_WISHLIST|LEAD|PURCHASE|SIGN_UP|CUSTOM
            type.custom_event_name text
            user.email hash
            user.phone_number hash
            user.external_id hash
            user.ip_address ip
            user.user_agent clear
            user.uuid clear
            user.data_processing_options.country country
            user.data_processing_options.region text
            user.data_processing_options.modes[]! LDU
            metadata.conversion_id text
            metadata.currency currency
            metadata.value number
            metadata.item_count count
            metadata.products[].id! text
            metadata.products[].name text
            metadata.products[].category text
            metadata.products[].item_price number
            metadata.products[].quantity count
            """,
            7),
        (findings, event) -> {
          var type = event.path("type").path("tracking_type").asText();
          findings.require(
              type.equals("CUSTOM") == event.path("type").has("custom_event_name"),
              "custom_event_name",
              "goes with CUSTOM alone");
          var metadata = event.path("metadata");
          findings.require(
              REDDIT_COUNTED.contains(type) || !metadata.has("item_count"),
              "item_count",
              "does not go with " + type);
          findings.require(
              REDDIT_PAID.contains(type) || !(metadata.has("value") || metadata.has("currency")),
              "value",
              "does not go with " + type);
        },
        event ->
            new EventSeen(
                event.path("type").path("tracking_type").asText(),
                event.path("metadata").path("conversion_id").asText()),
        (batch, whole, authorized) -> {
          if (!authorized) {
            return new Answer(401, "Authorization Required");
          }
          if (batch.refused().isEmpty() && whole.isEmpty()) {
            return new Answer(200, "{\"data\":{\"message\":\"Successfully processed.\"}}");
          }
          var told = JsonNodeFactory.instance.objectNode();
          told.put("message", whole.orElse("There were invalid events. None were processed."));
          var invalid = told.putArray("invalid_events");
          batch
              .refused()
              .forEach((at, why) ->
                  invalid
                      .addObject()
                      .put("error_message", why)
                      .set("event", batch.events().get(at)));
          return new Answer(400, told.toString());
        },
        refuses);
  }

  /// Refuses the whole request and names the events at fault in a text.
  static TableVendor linkedin(Predicate<String> refuses) {
    return new TableVendor(
        "linkedin",
        Pattern.compile("/rest/conversionEvents"),
        Map.of(
            "authorization",
            BEARER,
            "linkedin-version",
            LINKEDIN_VERSIONS,
            "x-restli-protocol-version",
            Pattern.compile("2\\.0\\.0"),
            "x-restli-method",
            Pattern.compile("BATCH_CREATE")),
        "elements",
        5_000,
        shape(NOTHING_MORE, 90),
        shape(
            """
            conversion! text
            conversionHappenedAt! millis
            eventId text
            conversionValue.currencyCode! currency
            conversionValue.amount! decimal
            user.userIds[].idType! SHA256_EMAIL|LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID|ACXIOM_ID|ORACLE_MOAT_ID
            user.userIds[].idValue! text
            user.userInfo.firstName! clear
            user.userInfo.lastName! clear
            user.userInfo.countryCode country
            user.externalIds[] text
            """,
            90),
        (findings, event) -> {
          anyOf(findings, event.path("user"), "userIds userInfo");
          for (var id : event.path("user").path("userIds")) {
            findings.require(
                !id.path("idType").asText().equals("SHA256_EMAIL")
                    || Findings.LOWER_HEX.matcher(id.path("idValue").asText()).matches(),
                "idValue",
                "must be hash");
          }
          findings.require(
              event.path("conversion").asText().matches("urn:lla:llaPartnerConversion:\\d+"),
              "conversion",
              "must be the URN of a rule");
          findings.require(
              event.path("user").path("externalIds").size() <= 1, "externalIds", "one alone");
        },
        event -> new EventSeen(event.path("conversion").asText(), event.path("eventId").asText()),
        (batch, whole, authorized) -> {
          if (whole.filter(why -> why.startsWith("header linkedin-version")).isPresent()) {
            return new Answer(426, "{\"status\":426,\"code\":\"NONEXISTENT_VERSION\"}");
          }
          if (!authorized) {
            return new Answer(401, "{\"status\":401,\"serviceErrorCode\":65600}");
          }
          if (!batch.refused().isEmpty()) {
            var blocks =
                new TreeMap<>(batch.refused())
                    .entrySet().stream()
                        .map(bad -> "Index: " + bad.getKey() + ", ERROR :: " + bad.getValue())
                        .collect(Collectors.joining("\n"));
            return new Answer(422, "{\"status\":422,\"message\":" + text(blocks) + "}");
          }
          return whole
              .map(why -> new Answer(400, "{\"status\":400,\"message\":" + text(why) + "}"))
              .orElseGet(() ->
                  new Answer(
                      200,
                      "{\"elements\":["
                          + Stream.generate(() -> "{\"status\":201}")
                              .limit(batch.size())
                              .collect(Collectors.joining(","))
                          + "]}"));
        },
        refuses);
  }

  /// Keeps the good events and names the others.
  static TableVendor microsoft(Predicate<String> refuses) {
    return new TableVendor(
        "microsoft",
        Pattern.compile("/v1/\\d+/events"),
        Map.of("authorization", BEARER),
        "data",
        1_000,
        shape(
            """
            dataProvider text
            continueOnValidationError boolean
            """,
            7),
        shape(
            """
            eventType! pageLoad|custom
            eventName text
            eventId text
            eventTime! seconds
            eventSourceUrl url
            referrerUrl url
            pageTitle text
            adStorageConsent! G|D
            userData.clientUserAgent clear
            userData.clientIpAddress ip
            userData.anonymousId clear
            userData.externalId text
            userData.em hash
            userData.ph hash
            userData.msclkid clear
            customData.value number
            customData.currency currency
            customData.transactionId text
            customData.searchTerm text
            customData.pageType home|category|searchresults|product|cart|purchase|other
            customData.itemIds[] text
            customData.items[].id! text
            customData.items[].name text
            customData.items[].price number
            customData.items[].quantity count
            """,
            7),
        (findings, event) -> {
          anyOf(findings, event.path("userData"), "em ph msclkid anonymousId externalId");
          findings.require(
              event.path("eventType").asText().equals("custom") == event.has("eventName"),
              "eventName",
              "goes with custom");
        },
        event -> new EventSeen(event.path("eventName").asText(), event.path("eventId").asText()),
        (batch, whole, authorized) -> {
          if (!authorized || whole.isPresent()) {
            return new Answer(
                authorized ? 400 : 401,
                "{\"error\":{\"code\":\"Bad\",\"message\":" + text(whole.orElse("token")) + "}}");
          }
          var told = JsonNodeFactory.instance.objectNode();
          var keepsGood = batch.frame().path("continueOnValidationError").asBoolean();
          var kept = keepsGood || batch.refused().isEmpty();
          told.put("eventsReceived", kept ? batch.size() - batch.refused().size() : 0);
          if (!batch.refused().isEmpty()) {
            var error = told.putObject("error");
            error.put("code", "InvalidData").put("message", "Some events are invalid");
            details(error, batch);
          }
          return new Answer(kept ? 200 : 400, told.toString());
        },
        refuses);
  }

  /// Offline conversions and their adjustments; the token address is here too.
  static TableVendor offline(Predicate<String> refuses) {
    return new TableVendor(
        "microsoft_offline",
        Pattern.compile("/CampaignManagement/v13/OfflineConversions/Apply"),
        Map.of(
            "authorization", Pattern.compile("Bearer " + TableVendor.TOKEN),
            "developertoken", Pattern.compile("\\S+"),
            "customerid", Pattern.compile("\\d+"),
            "customeraccountid", Pattern.compile("\\d+")),
        "OfflineConversions",
        1_000,
        shape(NOTHING_MORE, 90),
        shape(
            """
            ConversionName! text
            ConversionTime! iso
            ConversionValue number
            ConversionCurrencyCode currency
            MicrosoftClickId clear
            HashedEmailAddress hash
            HashedPhoneNumber hash
            """,
            90),
        (findings, event) ->
            anyOf(findings, event, "MicrosoftClickId HashedEmailAddress HashedPhoneNumber"),
        event ->
            new EventSeen(
                event.path("ConversionName").asText(), event.path("MicrosoftClickId").asText()),
        (batch, whole, authorized) -> {
          if (!authorized || whole.isPresent()) {
            return new Answer(
                authorized ? 400 : 401,
                "{\"Errors\":[{\"Code\":"
                    + (authorized ? 1 : 109)
                    + ",\"Message\":"
                    + text(whole.orElse(""))
                    + "}]}");
          }
          var told = JsonNodeFactory.instance.objectNode();
          var errors = told.putArray("PartialErrors");
          batch
              .refused()
              .forEach((at, why) ->
                  errors.addObject().put("Index", at).put("Code", 5001).put("Message", why));
          return new Answer(200, told.toString());
        },
        refuses);
  }

  /// Refuses the whole request without a word which event.
  static TableVendor x(Predicate<String> refuses) {
    return new TableVendor(
        "x",
        Pattern.compile("/\\d+/measurement/conversions/[a-z0-9]+"),
        Map.of("x-pixel-token", Pattern.compile("\\S+")),
        "conversions",
        500,
        shape(NOTHING_MORE, 90),
        shape(
            """
            conversion_time! isomillis
            event_id! text
            event_source_url url
            identifiers[].twclid clear
            identifiers[].hashed_email hash
            identifiers[].hashed_phone_number hash
            identifiers[].ip_address ipv4
            identifiers[].user_agent clear
            conversion_id text
            value number
            price_currency currency
            number_items count
            description text
            contents[].content_id! text
            contents[].content_group_id text
            contents[].content_name text
            contents[].content_type text
            contents[].content_price number
            contents[].num_items count
            """,
            90),
        (findings, event) -> {
          findings.require(
              event
                  .path("identifiers")
                  .valueStream()
                  .anyMatch(id ->
                      id.has("twclid") || id.has("hashed_email") || id.has("hashed_phone_number")),
              "identifiers",
              "need more than address and agent");
          // X would take it for dollars.
          findings.require(
              !event.has("value") || event.has("price_currency"),
              "price_currency",
              "goes with value");
        },
        event ->
            new EventSeen(event.path("event_id").asText(), event.path("conversion_id").asText()),
        (batch, whole, authorized) -> {
          if (!authorized) {
            return new Answer(401, "{\"errors\":[{\"code\":\"UNAUTHORIZED_ACCESS\"}]}");
          }
          var why = whole.or(() -> batch.refused().values().stream().findFirst());
          return why.map(words ->
                  new Answer(
                      400,
                      "{\"errors\":[{\"code\":\"INVALID_PARAMETER\",\"message\":"
                          + text(words)
                          + "}]}"))
              .orElseGet(() ->
                  new Answer(200, "{\"data\":{\"conversions_processed\":" + batch.size() + "}}"));
        },
        refuses);
  }

  /// One bad event fails the whole batch.
  static TableVendor openai(Predicate<String> refuses) {
    return new TableVendor(
        "openai",
        Pattern.compile("/v1/events\\?pid=[A-Za-z0-9_-]+"),
        Map.of("authorization", BEARER),
        "events",
        1_000,
        shape("validate_only boolean", 7),
        shape(
            """
            id! text
            type! text
            custom_event_name text
            timestamp_ms! millis
            oppref text
            source_url url
            action_source web
            data.type contents
            """,
            7),
        (findings, event) ->
            findings.require(
                event.path("type").asText().equals("custom") == event.has("custom_event_name"),
                "custom_event_name",
                "goes with custom alone"),
        event -> new EventSeen(event.path("type").asText(), event.path("id").asText()),
        (batch, whole, authorized) ->
            !authorized
                ? new Answer(401, "{\"error\":{\"message\":\"Incorrect key\"}}")
                : whole
                    .or(() -> batch.refused().values().stream().findFirst())
                    .map(why -> new Answer(400, "{\"error\":{\"message\":" + text(why) + "}}"))
                    .orElseGet(() -> new Answer(200, "{}")),
        refuses);
  }

  private static Shape shape(String rows, int days) {
    return new Shape(rows, Duration.ofDays(days), SOON);
  }

  /// At least one; a part with a plus needs both.
  private static void anyOf(Findings findings, JsonNode object, String keys) {
    var found =
        Stream.of(keys.split(" ", -1))
            .anyMatch(each -> Stream.of(each.split("\\+", -1)).allMatch(object::has));
    findings.require(found, keys, "one of these is needed");
  }

  private static void details(ObjectNode error, Batch batch) {
    var details = error.putArray("details");
    batch
        .refused()
        .forEach((at, why) ->
            details
                .addObject()
                .put("index", at)
                .put("propertyName", "data")
                .put("errorMessage", why));
  }

  private static String tiktok(int code, String message) {
    return "{\"code\":" + code + ",\"message\":" + text(message) + ",\"data\":{}}";
  }

  private static String text(String words) {
    return TextNode.valueOf(words).toString();
  }
}
