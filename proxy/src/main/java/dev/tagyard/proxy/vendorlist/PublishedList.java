package dev.tagyard.proxy.vendorlist;

import dev.tagyard.consent.tcf.CmpList;
import dev.tagyard.consent.tcf.VendorList;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// A list that the framework publishes.
///
/// @param name of its file and, with underscores, of its metrics
/// @param words for people
/// @param read of its bytes; throws IllegalArgumentException saying what is wrong
/// @param version grows with each that is published
public record PublishedList<T>(
    String name, String words, Function<byte[], T> read, ToLongFunction<T> version) {
  public static final PublishedList<VendorList> VENDORS =
      new PublishedList<>(
          "vendor-list", "the vendor list", VendorListJson::read, VendorList::version);

  public static final PublishedList<CmpList> PLATFORMS =
      new PublishedList<>(
          "cmp-list",
          "the list of consent platforms",
          CmpListJson::read,
          list -> list.day().toEpochDay());

  String metric(String what) {
    return "tagyard_" + name.replace('-', '_') + "_" + what;
  }
}
