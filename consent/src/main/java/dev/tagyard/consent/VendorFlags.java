package dev.tagyard.consent;

import java.util.Optional;

/// What a vendor is to be told of the decision, in its own wording.
///
/// @param limitedDataUse Meta LDU, TikTok `limited_data_use` and their like
/// @param adUserData Google's consent type of that name; absent when nothing was said of it
/// @param adPersonalization likewise
public record VendorFlags(
    boolean limitedDataUse, Optional<Boolean> adUserData, Optional<Boolean> adPersonalization) {
  public static final VendorFlags NONE = new VendorFlags(false, Optional.empty(), Optional.empty());
}
