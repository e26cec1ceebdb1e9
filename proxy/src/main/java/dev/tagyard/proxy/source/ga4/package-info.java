/// The GA4 web protocol: `/g/collect` as gtag.js sends it.
@NullMarked
package dev.tagyard.proxy.source.ga4;

import org.jspecify.annotations.NullMarked;
