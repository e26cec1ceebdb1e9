/// Google Analytics 4 by Measurement Protocol.
@NullMarked
package dev.tagyard.proxy.destination.ga4;

import org.jspecify.annotations.NullMarked;
