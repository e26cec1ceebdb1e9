package dev.tagyard.proxy.destination.meta;

import dev.tagyard.proxy.destination.EventNames;
import java.util.Map;
import java.util.Optional;

/// Our event names in Meta's words. Names that are not here are passed on as custom events. Source:
/// <https://developers.facebook.com/docs/meta-pixel/reference>, read 2026-11-22.
final class MetaNames {
  static final String PURCHASE = "Purchase";

  private static final Map<String, String> STANDARD =
      Map.ofEntries(
          Map.entry("page_view", "PageView"),
          Map.entry("view_item", "ViewContent"),
          Map.entry("search", "Search"),
          Map.entry("add_to_cart", "AddToCart"),
          Map.entry("add_to_wishlist", "AddToWishlist"),
          Map.entry("begin_checkout", "InitiateCheckout"),
          Map.entry("add_payment_info", "AddPaymentInfo"),
          Map.entry("purchase", PURCHASE),
          Map.entry("generate_lead", "Lead"),
          Map.entry("sign_up", "CompleteRegistration"),
          Map.entry("subscribe", "Subscribe"),
          Map.entry("start_trial", "StartTrial"),
          Map.entry("contact", "Contact"),
          Map.entry("customize_product", "CustomizeProduct"),
          Map.entry("donate", "Donate"),
          Map.entry("find_location", "FindLocation"),
          Map.entry("schedule", "Schedule"),
          Map.entry("submit_application", "SubmitApplication"),
          Map.entry("app_install", "MobileAppInstall"));

  /// Meta has no event that takes a conversion back.
  static final EventNames NAMES = new EventNames(STANDARD, Optional::of, EventNames.NO_REFUND);

  private MetaNames() {}
}
