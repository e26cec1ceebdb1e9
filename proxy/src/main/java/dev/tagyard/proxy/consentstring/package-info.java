/// Consent strings taken apart for people: what each says, and what each destination would get.
@NullMarked
package dev.tagyard.proxy.consentstring;

import org.jspecify.annotations.NullMarked;
