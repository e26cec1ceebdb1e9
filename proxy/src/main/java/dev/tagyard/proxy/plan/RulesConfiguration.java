package dev.tagyard.proxy.plan;

import dev.tagyard.rules.yaml.Doc;
import java.nio.file.Path;
import java.util.Optional;

/// `rules`: a folder, or a folder and what runs beside it.
public record RulesConfiguration(
    @Doc("Folder of *.yaml and *.js rules, relative to this file.") Path folder,
    @Doc("Folder of other rules that are run beside these and compared; nothing of it is sent.")
        Optional<Path> shadow,
    @Doc(
            value = "Share of visitors on whose events the rules of `shadow` are compared.",
            otherwise = "10%")
        Percent compare,
    @Doc(
            value = "Share of visitors whose events already get the rules of `shadow`.",
            otherwise = "0%")
        Percent rollout) {

  /// The folder alone. The path is as written: [#in] makes it one from the file's folder.
  public static RulesConfiguration parse(String folder) {
    return new RulesConfiguration(
        Path.of(folder), Optional.empty(), Percent.parse("10%"), Percent.parse("0%"));
  }

  /// With the paths that they mean in a file of that folder.
  RulesConfiguration in(Path base) {
    return new RulesConfiguration(
        base.resolve(folder).normalize(),
        shadow.map(path -> base.resolve(path).normalize()),
        compare,
        rollout);
  }
}
