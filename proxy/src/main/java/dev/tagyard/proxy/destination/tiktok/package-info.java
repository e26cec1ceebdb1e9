/// TikTok Events API 2.0.
@NullMarked
package dev.tagyard.proxy.destination.tiktok;

import org.jspecify.annotations.NullMarked;
