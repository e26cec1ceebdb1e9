/// LinkedIn Conversions API.
@NullMarked
package dev.tagyard.proxy.destination.linkedin;

import org.jspecify.annotations.NullMarked;
