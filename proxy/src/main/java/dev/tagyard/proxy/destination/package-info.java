/// The seam to vendors: deliveries to calls, replies to outcomes; below it one package per vendor.
@NullMarked
package dev.tagyard.proxy.destination;

import org.jspecify.annotations.NullMarked;
