/// Microsoft Advertising: the UET Conversions API, and offline conversions.
@NullMarked
package dev.tagyard.proxy.destination.microsoft;

import org.jspecify.annotations.NullMarked;
