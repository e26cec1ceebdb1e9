/// Reads TC strings of the Transparency and Consent Framework and asks them about a vendor.
@NullMarked
package dev.tagyard.consent.tcf;

import org.jspecify.annotations.NullMarked;
