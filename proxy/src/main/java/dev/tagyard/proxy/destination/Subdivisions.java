package dev.tagyard.proxy.destination;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// States of the United States and provinces of Canada: joined lower-case name to two-letter code.
final class Subdivisions {
  private static final Map<String, Map<String, String>> CODES =
      Map.of(
          "us",
          table(
              """
              alabama al, alaska ak, arizona az, arkansas ar, california ca, colorado co,
              connecticut ct, delaware de, districtofcolumbia dc, florida fl, georgia ga,
              hawaii hi, idaho id, illinois il, indiana in, iowa ia, kansas ks, kentucky ky,
              louisiana la, maine me, maryland md, massachusetts ma, michigan mi,
              minnesota mn, mississippi ms, missouri mo, montana mt, nebraska ne, nevada nv,
              newhampshire nh, newjersey nj, newmexico nm, newyork ny, northcarolina nc,
              northdakota nd, ohio oh, oklahoma ok, oregon or, pennsylvania pa,
              puertorico pr, rhodeisland ri, southcarolina sc, southdakota sd, tennessee tn,
              texas tx, utah ut, vermont vt, virginia va, washington wa, westvirginia wv,
              wisconsin wi, wyoming wy
              """),
          "ca",
          table(
              """
              alberta ab, britishcolumbia bc, manitoba mb, newbrunswick nb,
              newfoundlandandlabrador nl, northwestterritories nt, novascotia ns, nunavut nu,
              ontario on, princeedwardisland pe, quebec qc, québec qc, saskatchewan sk,
              yukon yt
              """));

  private Subdivisions() {}

  static Optional<String> code(String country, String name) {
    return Optional.ofNullable(CODES.getOrDefault(country, Map.of()).get(name));
  }

  private static Map<String, String> table(String rows) {
    return Arrays.stream(rows.strip().split(",\\s+", -1))
        .map(row -> row.split(" ", -1))
        .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));
  }
}
