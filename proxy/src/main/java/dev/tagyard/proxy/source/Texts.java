package dev.tagyard.proxy.source;

/// What all sources ask of a text.
public final class Texts {
  /// Bytes of one event as it is sent: of what waits, so much is held in memory at least.
  public static final int MOST_OF_AN_EVENT = 262_144;

  private Texts() {}

  /// Whether it holds control characters, which no name and no identifier has.
  public static boolean hasControls(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
