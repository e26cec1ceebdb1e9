/// Events posted to a server of the company's own, or of a partner, signed.
@NullMarked
package dev.tagyard.proxy.destination.webhook;

import org.jspecify.annotations.NullMarked;
