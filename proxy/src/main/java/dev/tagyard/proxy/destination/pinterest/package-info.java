/// Pinterest API for Conversions, version 5.
@NullMarked
package dev.tagyard.proxy.destination.pinterest;

import org.jspecify.annotations.NullMarked;
