package dev.tagyard.proxy.plan;

import dev.tagyard.proxy.visitor.Addresses;
import dev.tagyard.rules.yaml.Binder;
import dev.tagyard.rules.yaml.Problem;
import dev.tagyard.rules.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the values of `tagyard.yaml` must be beyond their types, and beside each other. It reads
/// the file's nodes, so that it tells its mistakes also where other keys hold theirs.
///
/// @param file the name to show in problems
record ConfigurationCheck(String file, YamlNode root, Binder binder, List<Problem> problems) {
  void all() {
    listeners();
    node("public.tls").ifPresent(this::tls);
  }

  private void tls(YamlNode node) {
    try {
      var files = value(node, Configuration.Tls.class);
      if (files.isPresent()) {
        TlsPair.read(files.get());
      }
    } catch (TlsPair.Unfit unfit) {
      wrong(node("public.tls." + unfit.at()).orElse(node), String.valueOf(unfit.getMessage()));
    }
  }

  /// Two listeners of one address share it: who asks gets now the one and now the other.
  private void listeners() {
    var ours = node("public.listen");
    var theirs = node("admin.listen");
    var visitors = listen(ours, Configuration.PUBLIC_LISTEN);
    var admin = listen(theirs, Configuration.ADMIN_LISTEN);
    if (visitors.isEmpty() || admin.isEmpty() || !overlap(visitors.get(), admin.get())) {
      return;
    }
    if (theirs.isPresent() || ours.isEmpty()) {
      wrong(
          theirs.orElse(root),
          "must not be where visitors are answered, public.listen "
              + visitors.get()
              + ": give it a port of its own, not \""
              + admin.get()
              + "\"");
    } else {
      wrong(
          ours.get(),
          "must not be where operators are answered, admin.listen "
              + admin.get()
              + ": give it a port of its own, not \""
              + visitors.get()
              + "\"");
    }
  }

  private Optional<HostPort> listen(Optional<YamlNode> node, String otherwise) {
    return node.isPresent()
        ? node.flatMap(given -> value(given, HostPort.class))
        : Optional.of(HostPort.parse(otherwise));
  }

  private static boolean overlap(HostPort one, HostPort other) {
    return one.port() != 0
        && one.port() == other.port()
        && (isEverywhere(one) || isEverywhere(other) || host(one).equals(host(other)));
  }

  private static boolean isEverywhere(HostPort listen) {
    return Addresses.parse(listen.host())
        .filter(address -> address.isAnyLocalAddress())
        .isPresent();
  }

  /// One text for all that an address can be written as. DNS is not asked.
  private static String host(HostPort listen) {
    var host = listen.host().toLowerCase(Locale.ROOT);
    return Addresses.parse(host.equals("localhost") ? "127.0.0.1" : host)
        .map(address -> address.getHostAddress())
        .orElse(host);
  }

  /// What stands under a dotted path; absent also where a key is there without a value.
  private Optional<YamlNode> node(String path) {
    var found = Optional.of(root);
    for (var key : path.split("\\.", -1)) {
      found =
          found
              .filter(YamlNode.Mapping.class::isInstance)
              .flatMap(node -> ((YamlNode.Mapping) node).get(key));
    }
    return found.filter(node ->
        !(node instanceof YamlNode.Scalar scalar) || scalar.kind() != YamlNode.Kind.NOTHING);
  }

  /// Absent where it is of another type, which has been told already.
  private <T> Optional<T> value(YamlNode node, Class<T> type) {
    return binder.value(node, type, new ArrayList<>());
  }

  private void wrong(YamlNode at, String message) {
    problems.add(new Problem(file, at.line(), at.path(), message));
  }
}
