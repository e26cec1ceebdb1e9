/// A whole proxy as visitors meet it: pages in a real browser, spoken to by the Chrome DevTools
/// Protocol.
@NullMarked
package dev.tagyard.proxy.browser;

import org.jspecify.annotations.NullMarked;
