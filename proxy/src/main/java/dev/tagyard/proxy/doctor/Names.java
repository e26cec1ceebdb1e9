package dev.tagyard.proxy.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;

/// What DNS says of a host.
///
/// @param addresses empty for a name that there is not
/// @param alias what the host's CNAME leads to in the end; empty where it has none
public record Names(
    Function<String, List<InetAddress>> addresses, Function<String, Optional<String>> alias) {
  private static final int LONGEST_CHAIN = 8;

  /// The system's own.
  public static Names ofSystem() {
    return new Names(Names::resolved, Names::lastAlias);
  }

  private static List<InetAddress> resolved(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException unknown) {
      return List.of();
    }
  }

  private static Optional<String> lastAlias(String host) {
    var last = Optional.<String>empty();
    var next = oneAlias(host);
    for (var hops = 0; hops < LONGEST_CHAIN && next.isPresent(); hops++) {
      last = next;
      next = oneAlias(last.get());
    }
    return last;
  }

  // JNDI wants a Hashtable; DNS records are text, and nothing is read from them but that.
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  private static Optional<String> oneAlias(String host) {
    var settings = new Hashtable<String, String>();
    settings.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    settings.put("com.sun.jndi.dns.timeout.initial", "1000");
    settings.put("com.sun.jndi.dns.timeout.retries", "2");
    try {
      var context = new InitialDirContext(settings);
      try {
        var found = context.getAttributes(host, new String[] {"CNAME"}).get("CNAME");
        return found == null
            ? Optional.empty()
            : Optional.of(found.get().toString().replaceFirst("\\.$", ""));
      } finally {
        context.close();
      }
    } catch (NamingException noneOrNoAnswer) {
      return Optional.empty();
    }
  }
}
