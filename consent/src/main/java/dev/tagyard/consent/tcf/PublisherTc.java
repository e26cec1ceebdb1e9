package dev.tagyard.consent.tcf;

/// The segment that speaks for the publisher alone; it never grants a vendor anything.
public record PublisherTc(Purposes consents, Purposes legitimateInterests, int customPurposes) {
  static PublisherTc read(Bits bits) {
    int custom = bits.getInt(51, 6);
    bits.require(57, 2 * custom);
    return new PublisherTc(
        new Purposes(bits.getInt(3, 24)), new Purposes(bits.getInt(27, 24)), custom);
  }
}
