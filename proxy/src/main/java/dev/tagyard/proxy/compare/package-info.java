/// A vendor's own export beside what Tagyard sent, or would have sent, day by day.
@NullMarked
package dev.tagyard.proxy.compare;

import org.jspecify.annotations.NullMarked;
