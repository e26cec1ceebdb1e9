/// What a privacy policy needs to say of a configuration.
@NullMarked
package dev.tagyard.proxy.privacyreport;

import org.jspecify.annotations.NullMarked;
