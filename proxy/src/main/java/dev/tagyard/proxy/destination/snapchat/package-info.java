/// Snapchat Conversions API, version 3.
@NullMarked
package dev.tagyard.proxy.destination.snapchat;

import org.jspecify.annotations.NullMarked;
