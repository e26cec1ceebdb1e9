/// The embedded event log on RocksDB.
@NullMarked
package dev.tagyard.proxy.eventlog.rocksdb;

import org.jspecify.annotations.NullMarked;
