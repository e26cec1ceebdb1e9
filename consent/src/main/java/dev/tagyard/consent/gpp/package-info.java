/// Reads GPP strings: the header, and the opt-outs of the sections of the United States.
@NullMarked
package dev.tagyard.consent.gpp;

import org.jspecify.annotations.NullMarked;
