/// The demonstration: a shop page, and a page that shows what the stand-in vendors received.
@NullMarked
package dev.tagyard.proxy.demo;

import org.jspecify.annotations.NullMarked;
