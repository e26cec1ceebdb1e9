/// Calls that are records of a Kafka topic; the only package that names Kafka's client.
@NullMarked
package dev.tagyard.proxy.carrier.kafka;

import org.jspecify.annotations.NullMarked;
