package dev.tagyard.proxy.standin;

import java.net.URI;
import java.util.function.Function;

/// A configuration of all vendors besides the contract's three, at stand-ins.
public final class OtherVendors {
  private static final String YAML =
      """
        tiktok:
          type: tiktok
          pixel_code: C4ABCDEF0PIXEL
          access_token: token-of-nobody
          endpoint: %tiktok%
        pinterest:
          type: pinterest
          ad_account_id: "549755885175"
          access_token: token-of-nobody
          endpoint: %pinterest%
        snapchat:
          type: snapchat
          pixel_id: 7c1f0a2e-pixel
          access_token: token-of-nobody
          names: { contact: CUSTOM_EVENT_1 }
          endpoint: %snapchat%
        reddit:
          type: reddit
          pixel_id: t2_abc123
          access_token: token-of-nobody
          endpoint: %reddit%
        linkedin:
          type: linkedin
          access_token: token-of-nobody
          conversions: { purchase: "123456", generate_lead: "123457", sign_up: "123458" }
          endpoint: %linkedin%
        microsoft:
          type: microsoft
          tag_id: "1234567"
          access_token: token-of-nobody
          endpoint: %microsoft%
        microsoft_offline:
          type: microsoft_offline
          conversions: { purchase: Offline purchase }
          customer_id: "11111111"
          account_id: "22222222"
          developer_token: token-of-nobody
          client_id: client-of-nobody
          client_secret: secret-of-nobody
          refresh_token: refresh-of-nobody
          endpoint: %microsoft_offline%
          token_endpoint: %microsoft_offline%
        x:
          type: x
          pixel_id: pq3xy
          pixel_token: token-of-nobody
          conversions: { purchase: tw-pq3xy-ev7zk }
          endpoint: %x%
        openai:
          type: openai
          pixel_id: px-123
          api_key: key-of-nobody
          endpoint: %openai%
        data_manager:
          type: data_manager
          account_id: "4445556666"
          login_account_id: "1112223333"
          conversions: { purchase: "987654321", generate_lead: "987654322", sign_up: "987654323" }
          client_id: client-of-nobody
          client_secret: secret-of-nobody
          refresh_token: refresh-of-nobody
          merchant_id: "123"
          merchant_feed_label: DE
          merchant_feed_language: de
          check_after: 100ms
          endpoint: %data_manager%
          token_endpoint: %data_manager%
      """;

  private OtherVendors() {}

  /// The entries of `destinations`.
  ///
  /// @param endpoint of a vendor by its type
  public static String yaml(Function<String, URI> endpoint) {
    var text = YAML;
    for (var type :
        new String[] {
          "tiktok",
          "pinterest",
          "snapchat",
          "reddit",
          "linkedin",
          "microsoft",
          "microsoft_offline",
          "x",
          "openai",
          "data_manager"
        }) {
      text = text.replace("%" + type + "%", endpoint.apply(type).toString());
    }
    return text;
  }
}
