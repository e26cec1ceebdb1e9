/// OpenAI Ads Conversions API.
@NullMarked
package dev.tagyard.proxy.destination.openai;

import org.jspecify.annotations.NullMarked;
