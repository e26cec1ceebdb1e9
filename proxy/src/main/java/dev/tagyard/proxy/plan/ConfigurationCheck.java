package dev.tagyard.proxy.plan;

import dev.tagyard.proxy.visitor.Addresses;
import dev.tagyard.proxy.visitor.CookieDomain;
import dev.tagyard.rules.yaml.Binder;
import dev.tagyard.rules.yaml.Problem;
import dev.tagyard.rules.yaml.Secret;
import dev.tagyard.rules.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the values of `tagyard.yaml` must be beyond their types, and beside each other. It reads
/// the file's nodes, so that it tells its mistakes also where other keys hold theirs.
///
/// @param file the name to show in problems
/// @param folder of the file
/// @param warnings gets what is no mistake and yet hardly meant
record ConfigurationCheck(
    String file,
    Path folder,
    YamlNode root,
    Binder binder,
    List<Problem> problems,
    List<Problem> warnings) {
  private static final Set<String> ROUTES =
      Set.of(
          "/e",
          "/px.gif",
          "/g/collect",
          "/optout",
          "/optin",
          "/ty.js",
          "/ty-banners.js",
          "/ty.d.ts",
          "/ty.json");
  private static final Pattern LAST_PART = Pattern.compile("[A-Za-z0-9._~-]{1,64}");
  private static final Pattern PREFIX =
      Pattern.compile("/?|/?[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*/?");
  private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#@*\\s]+");
  private static final YamlNode NOTHING = new YamlNode.Sequence(List.of(), 0, "");
  private static final int KEY_BYTES = 32;

  /// Where rules are looked for unless something else is meant.
  private static final String USUAL_RULES = "rules";

  void all() {
    listeners();
    node("public.tls").ifPresent(this::tls);
    node("public.cookie_domain").ifPresent(this::cookieDomain);
    origins("public.cors_origins");
    origins("public.guard.sites");
    node("public.prefix").ifPresent(this::prefix);
    routes();
    node("privacy.key").ifPresent(this::key);
    rules();
    destinations();
  }

  /// Where the file says `{}`, that is meant.
  private void destinations() {
    if (node("destinations").isEmpty()) {
      warnings.add(
          new Problem(
              file, root.line(), "destinations", "there is none: no event is taken, none is sent"));
    }
  }

  private void cookieDomain(YamlNode node) {
    var domain = value(node, String.class);
    if (domain.filter(CookieDomain::isPublicSuffix).isPresent()) {
      wrong(
          node,
          "must be a domain of your own such as example.com, not "
              + node.described()
              + ": everybody may register below it, so browsers refuse its cookies");
    } else if (domain.filter(name -> !CookieDomain.isDomain(name)).isPresent()) {
      wrong(node, "must be a domain such as example.com, not " + node.described());
    }
  }

  private void origins(String path) {
    if (!(node(path).orElse(NOTHING) instanceof YamlNode.Sequence list)) {
      return;
    }
    for (var item : list.items()) {
      if (value(item, String.class).filter(text -> !ORIGIN.matcher(text).matches()).isPresent()) {
        wrong(
            item,
            "must be an origin such as https://www.example.com, scheme and host without a path, not "
                + item.described());
      }
    }
  }

  /// The router would read a star, a colon or a question mark as a pattern.
  private void prefix(YamlNode node) {
    if (value(node, String.class).filter(path -> !PREFIX.matcher(path).matches()).isPresent()) {
      wrong(node, "must be a path such as /metrics, not " + node.described());
    }
  }

  private void routes() {
    var taken = new HashMap<String, String>();
    ROUTES.forEach(route -> taken.put(route, route));
    node("sources.ga4.wrapped").ifPresent(node -> wrapped(node, taken));
    if (node("public.routes").orElse(NOTHING) instanceof YamlNode.Mapping renamed) {
      renamed.entries().forEach((route, name) -> route(route, name, taken));
    }
  }

  private void wrapped(YamlNode node, Map<String, String> taken) {
    var path = value(node, String.class);
    if (path.filter(taken::containsKey).isPresent()) {
      wrong(node, "must be a path of its own, not " + node.described());
    } else {
      path.ifPresent(own -> taken.put(own, "sources.ga4.wrapped"));
    }
  }

  private void route(String route, YamlNode node, Map<String, String> taken) {
    if (!ROUTES.contains(route)) {
      wrong(node, "is no route: expected one of " + ROUTES.stream().sorted().toList());
      return;
    }
    var name = value(node, String.class);
    if (name.isEmpty()) {
      return;
    }
    if (!LAST_PART.matcher(name.get()).matches()) {
      wrong(
          node,
          "must be another name for the last part of "
              + route
              + ", such as in, not "
              + node.described());
      return;
    }
    var path = route.substring(0, route.lastIndexOf('/') + 1) + name.get();
    var other = taken.getOrDefault(path, route);
    if (!other.equals(route)) {
      wrong(node, "would answer on " + path + ", which is " + other + "'s already");
    }
    taken.put(path, other);
  }

  /// Shows nothing of it: it is a secret.
  private void key(YamlNode node) {
    var secret = value(node, Secret.class);
    if (secret.filter(given -> !isKey(given.reveal())).isPresent()) {
      wrong(node, "must be 32 bytes in base64, such as head -c 32 /dev/urandom | base64 gives");
    }
  }

  private static boolean isKey(String text) {
    try {
      return Base64.getDecoder().decode(text.strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private void rules() {
    var given = node("rules");
    var at = given.filter(YamlNode.Scalar.class::isInstance).or(() -> node("rules.folder"));
    var path = at.flatMap(node -> value(node, Path.class));
    if (at.isPresent() && path.filter(it -> !Files.exists(it)).isPresent() && isUsual(path.get())) {
      warnings.add(problem(at.get(), "there is no folder " + path.get() + ": no rule runs"));
    } else {
      at.ifPresent(this::folder);
    }
    node("rules.shadow").ifPresent(this::folder);
  }

  /// What `init` and the examples name may come later. Another name is a slip of the pen.
  private boolean isUsual(Path path) {
    return path.equals(folder.resolve(USUAL_RULES).normalize());
  }

  private void folder(YamlNode node) {
    value(node, Path.class)
        .filter(path -> !Files.isDirectory(path))
        .ifPresent(path ->
            wrong(
                node, Files.exists(path) ? path + " is no folder" : "there is no folder " + path));
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
    problems.add(problem(at, message));
  }

  private Problem problem(YamlNode at, String message) {
    return new Problem(file, at.line(), at.path(), message);
  }
}
