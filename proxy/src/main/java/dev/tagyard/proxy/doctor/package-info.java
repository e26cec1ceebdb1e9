/// Looks at what goes wrong in the field, and says what to do about it.
@NullMarked
package dev.tagyard.proxy.doctor;

import org.jspecify.annotations.NullMarked;
