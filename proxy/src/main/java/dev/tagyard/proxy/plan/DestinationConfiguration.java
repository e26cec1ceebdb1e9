package dev.tagyard.proxy.plan;

import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.YamlNode;
import java.util.List;
import java.util.Optional;

/// The keys that every destination has, whatever its type.
public record DestinationConfiguration(
    @Doc("Which kind of destination: meta, ga4, postback.") String type,
    @Doc(value = "Names of the events that go there; left out: all.", otherwise = "[]")
        List<String> events,
    @Doc(
            value =
                "Whether the vendor's own tag on the page sends by itself: none; present; reported,"
                    + " by ty.js, event by event.",
            otherwise = "none")
        BrowserTag browserTag,
    @Doc("What the destination needs of the visitor's consent; left out: by its type.")
        Optional<YamlNode> consent) {
  /// Whether the vendor's own tag on the page sends by itself.
  public enum BrowserTag {
    NONE,
    PRESENT,
    REPORTED
  }
}
