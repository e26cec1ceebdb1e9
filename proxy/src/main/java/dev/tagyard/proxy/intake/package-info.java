/// Source, visitor, consent, journal, then the answer.
@NullMarked
package dev.tagyard.proxy.intake;

import org.jspecify.annotations.NullMarked;
