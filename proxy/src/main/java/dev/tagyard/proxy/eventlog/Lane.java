package dev.tagyard.proxy.eventlog;

import java.util.List;
import java.util.Set;

/// Which of an outbox's two queues an entry waits in: conversions leave first, and what only says
/// that somebody looked around goes beside them with a small share, so that it never starves.
///
/// A part of the format on disk: what decides it does not change without a new format.
public enum Lane {
  /// Purchases, leads, and each event that is not known to be of the other kind.
  CONVERSIONS(0),
  /// Page views and the like.
  VIEWS(1);

  /// The first to leave first.
  public static final List<Lane> ALL = List.of(values());

  private static final Set<String> OF_VIEWS =
      Set.of(
          "page_view",
          "screen_view",
          "session_start",
          "first_visit",
          "user_engagement",
          "scroll",
          "view_item",
          "view_item_list",
          "view_promotion",
          "view_search_results",
          "select_item",
          "select_promotion");

  private final int code;

  Lane(int code) {
    this.code = code;
  }

  /// As keys have it: the lower leaves first.
  public byte code() {
    return (byte) code;
  }

  public static Lane coded(byte code) {
    return code == CONVERSIONS.code ? CONVERSIONS : VIEWS;
  }

  /// @param eventName as rules left it
  public static Lane of(String eventName) {
    return OF_VIEWS.contains(eventName) ? VIEWS : CONVERSIONS;
  }
}
