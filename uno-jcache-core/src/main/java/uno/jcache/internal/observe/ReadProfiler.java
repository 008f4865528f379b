/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.Keys;
import uno.jcache.monitoring.CacheCounts;
import uno.jcache.monitoring.ReadProfile;
import uno.jcache.monitoring.ReadProfile.HotKey;
import uno.jcache.monitoring.ReadProfile.SizeEstimate;

/**
 * Finds out which keys are read most, and what a larger cache would hit. A hit costs nothing here:
 * hot keys are counted in the reads that are timed anyway, and the rest is done in misses.
 *
 * <p>After a miss, the application stores the entry. If the key misses again, the number of misses
 * between is the number of entries that were stored meanwhile: a cache of that many entries, which
 * evicts the oldest first, would still have had it. So the distances between misses of the same key
 * tell the hits of any larger size. Real policies are better than that one, so the estimates are
 * low: a larger limit brings more. The distances are kept for a sample of the keys, chosen by their
 * hashes.
 *
 * <p>A key may also miss because it expired or was removed. So short distances count only by the
 * share that evictions have among all ways in which entries went.
 *
 * <p>Safe for use by many threads. Takes 128 KB from the first eviction on; before that, no size
 * would be better.
 */
final class ReadProfiler {
  private static final int MOST_TEXTS = 512;
  private static final int LONGEST_TEXT = 256;
  private static final int ENOUGH_SAMPLES = 20_000;
  private static final int SHOWN_KEYS = 10;
  private static final double SHOWN_SHARE = 0.01;

  private static final int SLOT_BITS = 14;
  private static final int LONGEST = 8;
  private static final long LARGEST = 1L << 30;
  private static final int FIBONACCI = 0x9E3779B9;

  private final Cache<String, LongAdder> counts =
      Caffeine.newBuilder().maximumSize(MOST_TEXTS).executor(Runnable::run).build();
  private final AtomicLong samples = new AtomicLong();

  /** By how many bits the hashes of keys are sampled; negative if there are no estimates. */
  private final int shift;

  private volatile boolean evicts;

  /** Since the first eviction. */
  private final AtomicLong misses = new AtomicLong();

  private volatile @Nullable AtomicLongArray seen;

  /** How many misses had a distance from 2^i to 2^(i+1). */
  private final AtomicLongArray distances = new AtomicLongArray(Integer.SIZE);

  /**
   * Creates a profiler.
   *
   * @param maximumSize how many entries the cache may have; 0 if it is not limited by number
   */
  ReadProfiler(long maximumSize) {
    // Four slots for each entry of the largest size, as two keys of one slot displace each other.
    long slots = 4 * LONGEST * Math.min(maximumSize, LARGEST);
    int bits = Long.SIZE - Long.numberOfLeadingZeros(slots);
    this.shift = (maximumSize == 0) ? -1 : Math.max(0, bits - SLOT_BITS);
  }

  /** Counts a read that is in the sample. */
  void sampled(Object key) {
    String text;
    try {
      text = Keys.text(key);
    } catch (RuntimeException e) { // of the application's toString; the read goes on
      return;
    }
    if (text.length() > LONGEST_TEXT) {
      text = text.substring(0, LONGEST_TEXT) + "… " + Integer.toHexString(text.hashCode());
    }
    counts.get(text, unknown -> new LongAdder()).increment();
    if (samples.incrementAndGet() >= ENOUGH_SAMPLES) {
      age();
    }
  }

  /** Halves the counts, so that keys which were hot long ago are forgotten. */
  private synchronized void age() {
    if (samples.get() >= ENOUGH_SAMPLES) {
      samples.set(samples.get() / 2);
      counts.asMap().values().forEach(count -> count.add(-count.sum() / 2));
    }
  }

  /** Notes that the cache evicts. */
  void evicted() {
    if (!evicts) {
      evicts = true;
    }
  }

  /** Counts a miss. */
  void missed(Object key) {
    if (shift < 0 || !evicts) {
      return;
    }
    long now = misses.incrementAndGet();
    int hash = key.hashCode() * FIBONACCI;
    hash ^= hash >>> (Integer.SIZE / 2);
    if (shift == 0 || (hash >>> (Integer.SIZE - shift)) == 0) {
      long mine = (now << Integer.SIZE) | Integer.toUnsignedLong(hash);
      long before = slots().getAndSet(hash & ((1 << SLOT_BITS) - 1), mine);
      int distance = (int) now - (int) (before >>> Integer.SIZE);
      if ((int) before == hash && before != 0 && distance > 0) {
        distances.incrementAndGet(log2(distance));
      }
    }
  }

  private AtomicLongArray slots() {
    AtomicLongArray slots = seen;
    if (slots == null) {
      synchronized (this) {
        slots = seen;
        if (slots == null) {
          slots = new AtomicLongArray(1 << SLOT_BITS);
          seen = slots;
        }
      }
    }
    return slots;
  }

  private static int log2(int positive) {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(positive);
  }

  /**
   * Returns the profile.
   *
   * @param maximumSize how many entries the cache may have now
   * @param counted so far
   */
  ReadProfile profile(long maximumSize, CacheCounts counted) {
    return new ReadProfile(hotKeys(), (shift < 0) ? List.of() : sizes(maximumSize, counted));
  }

  private List<HotKey> hotKeys() {
    double all = Math.max(1, samples.get());
    List<HotKey> keys = new ArrayList<>();
    counts.asMap().forEach((key, count) -> keys.add(new HotKey(key, count.sum() / all)));
    keys.removeIf(key -> key.share() < SHOWN_SHARE);
    keys.sort(Comparator.comparingDouble(HotKey::share).reversed());
    return keys.subList(0, Math.min(SHOWN_KEYS, keys.size()));
  }

  private List<SizeEstimate> sizes(long maximumSize, CacheCounts counted) {
    long all = misses.get();
    if (counted.evictions() == 0 || all == 0) {
      return List.of();
    }
    double gone = (double) counted.evictions() + counted.expirations() + counted.removals();
    double evicted = counted.evictions() / gone;
    double near = among(maximumSize);
    List<SizeEstimate> sizes = new ArrayList<>();
    for (int factor = 2; factor <= LONGEST; factor *= 2) {
      double more = near * evicted + among(factor * maximumSize) - near;
      double gain = (1 - counted.hitRatio()) * Math.min(1, more * Math.scalb(1.0, shift) / all);
      sizes.add(new SizeEstimate(factor * maximumSize, counted.hitRatio() + gain));
    }
    return sizes;
  }

  /** Returns how many distances in the sample are at most this long. */
  private double among(long longest) {
    double sum = 0;
    for (int i = 0; i < distances.length(); i++) {
      double part = (double) (longest - (1L << i)) / (1L << i);
      sum += distances.get(i) * Math.min(1, Math.max(0, part));
    }
    return sum;
  }
}
