package dev.tagyard.rules;

import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One rule of a YAML file as it is written. Of the actions `copy` comes first, then `set`, then
/// `remove`; copies are all taken from the event as it came.
record RuleConfig(
    @Doc("Name in traces and metrics; otherwise the file's name and the rule's number.")
        Optional<String> name,
    @Doc(
            value =
                "Fields and what they must be like: a value, a list of values, or a mapping of"
                    + " equals, one_of, prefix, regex, range, min, max, exists, not.",
            otherwise = "{}")
        Map<String, YamlNode> match,
    @Doc("Destinations whose copy of the event it changes; otherwise all.")
        Optional<List<YamlNode>> destinations,
    @Doc(value = "Fields and the values that they get.", otherwise = "{}")
        Map<String, YamlNode> set,
    @Doc(value = "Fields and the fields that they get their value from.", otherwise = "{}")
        Map<String, YamlNode> copy,
    @Doc(value = "Fields to take away.", otherwise = "[]") List<YamlNode> remove,
    @Doc(value = "Whether the event ends here.", otherwise = "false") boolean drop,
    @Doc("The only destinations that still get the event.") Optional<List<YamlNode>> sendTo,
    @Doc(value = "Destinations that do not get the event.", otherwise = "[]") List<YamlNode> notTo,
    @Doc(value = "What becomes of the event when the rule fails.", otherwise = "skip")
        OnError onError) {
  boolean doesNothing() {
    return set.isEmpty()
        && copy.isEmpty()
        && remove.isEmpty()
        && !drop
        && sendTo.isEmpty()
        && notTo.isEmpty();
  }
}
