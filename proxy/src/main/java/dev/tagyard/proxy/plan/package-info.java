/// The running configuration as one immutable value: destination → policy, field groups, limits.
@NullMarked
package dev.tagyard.proxy.plan;

import org.jspecify.annotations.NullMarked;
