/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keys that changed since the last commit, by their hashes. Where a commit fails, the file holds
 * what these keys were before; so they are dropped when it is opened again, and a few that share a
 * hash with them.
 */
final class Suspects {
  private static final int WORDS = 1 << 14; // a million bits

  private final AtomicLongArray[] bits = {new AtomicLongArray(WORDS), new AtomicLongArray(WORDS)};
  private volatile int current;
  private volatile boolean any;

  /** Notes a key after it was changed. */
  void add(int hash) {
    AtomicLongArray words = bits[current];
    int word = (hash >>> 6) & (WORDS - 1);
    long bit = 1L << hash;
    if ((words.getOpaque(word) & bit) == 0) {
      words.getAndAccumulate(word, bit, (a, b) -> a | b);
      any = true;
    }
  }

  /** Notes all keys, after all were removed. */
  void addAll() {
    AtomicLongArray words = bits[current];
    for (int i = 0; i < WORDS; i++) {
      words.set(i, -1);
    }
    any = true;
  }

  /** What changes from now on may miss the commit that begins. For one thread. */
  void committing() {
    current ^= 1;
  }

  /** What changed before the commit began is in the file. */
  void committed() {
    clear(bits[current ^ 1]);
  }

  boolean isEmpty() {
    return !any;
  }

  boolean contains(int hash) {
    int word = (hash >>> 6) & (WORDS - 1);
    return ((bits[0].get(word) | bits[1].get(word)) & (1L << hash)) != 0;
  }

  /** None is suspect any more. */
  void clear() {
    any = false;
    clear(bits[0]);
    clear(bits[1]);
  }

  private static void clear(AtomicLongArray words) {
    for (int i = 0; i < WORDS; i++) {
      if (words.getOpaque(i) != 0) {
        words.set(i, 0);
      }
    }
  }
}
