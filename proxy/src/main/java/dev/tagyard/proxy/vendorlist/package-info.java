/// The TCF vendor list, where the operator has one: read, fetched on a schedule, kept on disk.
@NullMarked
package dev.tagyard.proxy.vendorlist;

import org.jspecify.annotations.NullMarked;
