package dev.tagyard.proxy.destination;

import dev.tagyard.consent.ConsentPolicy;
import java.util.function.Function;

/// A kind of destination that a configuration can name.
///
/// @param name as in `type: meta`
/// @param config the record whose components are the YAML keys of this type, without those that all
///   destinations share
/// @param consent what it needs where the configuration does not say
/// @param ownConsent as `consent`, where it depends on the configuration: a preset's vendor
/// @param build makes the destination; the secrets are not its business
/// @param credentials picks the secrets out of the configuration
public record DestinationType<C extends Record>(
    String name,
    Class<C> config,
    ConsentPolicy consent,
    Function<C, ConsentPolicy> ownConsent,
    Function<C, Destination> build,
    Function<C, Credentials> credentials) {
  /// A type that needs the same whatever its configuration.
  public DestinationType(
      String name,
      Class<C> config,
      ConsentPolicy consent,
      Function<C, Destination> build,
      Function<C, Credentials> credentials) {
    this(name, config, consent, any -> consent, build, credentials);
  }
}
