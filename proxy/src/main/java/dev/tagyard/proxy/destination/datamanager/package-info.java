/// Google Data Manager: conversions for Google Ads.
@NullMarked
package dev.tagyard.proxy.destination.datamanager;

import org.jspecify.annotations.NullMarked;
