/// Reads the small signals: Additional Consent, Google's consent mode, US Privacy, banner cookies.
@NullMarked
package dev.tagyard.consent.signal;

import org.jspecify.annotations.NullMarked;
