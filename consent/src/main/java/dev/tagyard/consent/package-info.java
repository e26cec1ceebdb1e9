/// Signals and policy to one decision: what may be kept, who may have it, and why.
@NullMarked
package dev.tagyard.consent;

import org.jspecify.annotations.NullMarked;
