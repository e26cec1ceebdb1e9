/// Metrics, health, and the API for operators.
@NullMarked
package dev.tagyard.proxy.admin;

import org.jspecify.annotations.NullMarked;
