/// Events as records of a Kafka topic.
@NullMarked
package dev.tagyard.proxy.destination.kafka;

import org.jspecify.annotations.NullMarked;
