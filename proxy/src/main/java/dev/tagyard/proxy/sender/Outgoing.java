package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.choice.Withdrawals;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What all senders share.
public record Outgoing(
    Carrier http,
    Backoff backoff,
    InstantSource clock,
    RandomGenerator chance,
    SenderMetrics metrics,
    Withdrawals withdrawals,
    Renewals renewals) {}
