package dev.tagyard.proxy.privacyreport;

import dev.tagyard.consent.FieldGroup;
import java.util.List;

/// Which data there is of a visitor, group by group.
final class CollectedData {
  static final List<Row> ROWS =
      List.of(
          new Row(
              FieldGroup.IDENTIFIERS,
              "client id, user id, visitor id, vendors' cookies (_fbp, _ga), session",
              "page, shop, cookies"),
          new Row(
              FieldGroup.CLICK_IDS,
              "gclid, fbclid, ttclid, msclkid and others, with the time they were first seen",
              "page address, cookies"),
          new Row(FieldGroup.CONTACT, "e-mail, phone, names, street", "page, shop"),
          new Row(FieldGroup.PLACE, "city, region, postal code", "page, shop"),
          new Row(FieldGroup.ADDRESS, "address of the visitor's connection", "connection"),
          new Row(FieldGroup.AGENT, "browser and language", "connection"),
          new Row(FieldGroup.PAGE_DETAIL, "full page address, title, referring page", "page"),
          new Row(FieldGroup.EXACT_TIME, "time to the millisecond", "page, server"),
          new Row(FieldGroup.ORDER, "order id, event id", "page, shop"),
          new Row(FieldGroup.CUSTOM, "fields of your own", "page, shop"));

  private CollectedData() {}

  /// @param source where it comes from
  record Row(FieldGroup group, String examples, String source) {}
}
