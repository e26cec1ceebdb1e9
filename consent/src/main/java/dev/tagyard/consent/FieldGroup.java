package dev.tagyard.consent;

/// A group of event fields that is kept or cut as one. Which fields belong to a group is the event
/// model's business; fields of no group (names, money, items, consent flags) always stay.
public enum FieldGroup {
  /// Ids of the visitor or the device: client and user id, cookies, also in hashed form.
  IDENTIFIERS,
  /// Click ids of ad and affiliate networks, with the time they were first seen.
  CLICK_IDS,
  /// E-mail, phone, names, also in hashed form.
  CONTACT,
  /// City, region, postal code; the country stays.
  PLACE,
  /// The client address; without this group at most a /24 or /48 of it.
  ADDRESS,
  /// The full user agent.
  AGENT,
  /// Query strings, fragments, page title, and the referrer beyond its origin.
  PAGE_DETAIL,
  /// The time finer than the hour.
  EXACT_TIME,
  /// Order id and the event id that the page chose.
  ORDER,
  /// Parameters and fields that the event model does not know, which may hold anything.
  CUSTOM
}
