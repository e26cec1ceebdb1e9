package dev.tagyard.consent.gpp;

/// Walks over flags and Fibonacci-coded numbers: bits stand for 1, 2, 3, 5, 8, … and two ones in a
/// row end the number. Where the bits run out it answers -1.
final class Fibonacci {
  private final Sextets bits;
  private int at;

  Fibonacci(Sextets bits, int offset) {
    this.bits = bits;
    this.at = offset;
  }

  int flag() {
    return at < bits.length() ? bits.bit(at++) : -1;
  }

  int number() {
    int value = 0;
    int weight = 1;
    int next = 2;
    int before = 0;
    while (at < bits.length() && weight < 1 << 20) {
      int bit = bits.bit(at++);
      if (bit == 1 && before == 1) {
        return value;
      }
      value += bit * weight;
      int sum = weight + next;
      weight = next;
      next = sum;
      before = bit;
    }
    return -1;
  }
}
