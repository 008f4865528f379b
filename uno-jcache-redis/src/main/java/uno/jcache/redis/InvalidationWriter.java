/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static uno.jcache.redis.RedisRegion.bytes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.StoreException;

/**
 * Declares the invalidations of a region, and clears it: in each of its buckets by a script, which
 * tells others of that.
 */
final class InvalidationWriter {
  private static final int REMEMBERED = 2_000;
  private static final int BUCKET_BITS = Integer.numberOfTrailingZeros(Layout.MOST_BUCKETS);

  private final RedisRegion region;
  private final int buckets;
  private final AtomicLong declarations = new AtomicLong();

  /** What was declared here: the numbers that it has in the buckets. */
  private final Map<Long, long[]> declared = new ConcurrentHashMap<>();

  private final InDoubtWrites unanswered;

  /**
   * Declares for a region.
   *
   * @param unanswered takes note of what was not answered
   */
  InvalidationWriter(RedisRegion region, InDoubtWrites unanswered) {
    this.region = region;
    this.unanswered = unanswered;
    this.buckets = region.layout().buckets();
  }

  private List<Integer> range() {
    return IntStream.range(0, buckets).boxed().toList();
  }

  /** An invalidation, or a clear, as it is told to others. */
  private final class Told {
    private final byte[] content;
    private final long change = region.newChange();

    Told(List<String> patterns) {
      this.content = ChannelMessage.content(ThreadLocalRandom.current().nextLong(), patterns);
    }

    private byte[] message(byte kind) {
      return region.message(kind, change, content);
    }

    /** Does some of it; what fails may have taken effect. */
    <T> T doing(Supplier<T> work) {
      try {
        return work.get();
      } catch (StoreException e) {
        unanswered.add(change);
        throw e;
      }
    }

    /** Returns what each bucket's script tells: the only one, of the whole. */
    byte[] ofBucket() {
      return message((buckets == 1) ? ChannelMessage.INVALIDATED : ChannelMessage.INVALIDATING);
    }

    /** Tells of the whole once all buckets are done: whoever reads after that finds it. */
    void ofAll() {
      region.server().publish(message(ChannelMessage.INVALIDATED));
    }

    void ofAllIfMany() {
      if (buckets > 1) {
        ofAll();
      }
    }
  }

  /** Hides the entries whose keys match, and returns what {@link #reclaimed} knows this by. */
  long declare(List<String> patterns) {
    Told told = new Told(patterns);
    long[] numbers =
        told.doing(
            () -> {
              long[] declared = declare(patterns, told.ofBucket());
              told.ofAllIfMany();
              return declared;
            });
    if (declared.size() > REMEMBERED) {
      declared.clear(); // of those who failed to reclaim them; the sweeper finds them
    }
    long declaration = declarations.incrementAndGet();
    declared.put(declaration, numbers);
    return declaration;
  }

  /** Returns whether so many patterns can be declared, up to what others declare just now. */
  boolean hasRoomFor(int patterns) {
    return range().stream().allMatch(i -> region.followed().at(i).hasRoomFor(patterns))
        || Stream.of(region.followAll()).allMatch(now -> now.hasRoomFor(patterns));
  }

  /** Declares an invalidation in all buckets, and returns the numbers that it has there. */
  private long[] declare(List<String> patterns, byte[] message) {
    byte[] encoded = Invalidations.NONE.plus(patterns).encode();
    byte[] one =
        Arrays.copyOfRange(encoded, KnownInvalidations.DECLARED + Long.BYTES, encoded.length);
    long[] numbers = new long[buckets];
    List<Integer> left = range();
    while (!left.isEmpty()) {
      long[] asked = region.followed().numbers();
      List<BucketAnswer<Scripts.InvalidateAnswer>> answers =
          region.runAll(
              left.stream()
                  .map(
                      bucket ->
                          new ScriptCall<>(
                              Scripts.INVALIDATE,
                              List.of(region.layout().invalidations(bucket)),
                              List.of(one, bytes(asked[bucket]), region.channel(), message)))
                  .toList());
      List<Integer> again = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        int bucket = left.get(i);
        if (answers.get(i)
            instanceof BucketAnswer.OtherInvalidations<Scripts.InvalidateAnswer> other) {
          numbers[bucket] = region.follow(bucket, asked[bucket], other.encoded()).epoch();
        } else if (answers.get(i) instanceof BucketAnswer.Done<Scripts.InvalidateAnswer> done
            && done.result() instanceof Scripts.InvalidateAnswer.Published published) {
          numbers[bucket] = published.epoch();
          region.followed().declared(bucket, asked[bucket], published.epoch(), patterns, one);
        } else {
          again.add(bucket);
        }
      }
      if (!again.isEmpty()) {
        Invalidations[] unused = region.followAll(); // drops what is none
      }
      left = again;
    }
    return numbers;
  }

  /** As {@link uno.jcache.spi.ByteStore#reclaimed}. */
  void reclaimed(long invalidation) {
    long[] numbers = declared.remove(invalidation);
    List<Integer> left = range();
    while (!left.isEmpty()) {
      Invalidations[] all = region.followAll();
      List<Integer> running = new ArrayList<>();
      List<ScriptCall<Boolean>> runs = new ArrayList<>();
      for (int bucket : left) {
        long epoch =
            (numbers != null)
                ? numbers[bucket]
                : (invalidation & (Layout.MOST_BUCKETS - 1)) == bucket
                    ? invalidation >> BUCKET_BITS
                    : 0;
        if (all[bucket].unreclaimed().contains(epoch)) {
          running.add(bucket);
          runs.add(
              new ScriptCall<>(
                  Scripts.MARK_RECLAIMED,
                  List.of(region.layout().invalidations(bucket)),
                  List.of(all[bucket].encode(), all[bucket].reclaimed(epoch).encode())));
        }
      }
      List<Boolean> answers = runs.isEmpty() ? List.of() : region.runAll(runs);
      left = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        if (!answers.get(i)) {
          left.add(running.get(i));
        }
      }
    }
  }

  /** As {@link uno.jcache.spi.ByteStore#unreclaimed}. */
  Set<Long> unreclaimed() {
    Invalidations[] unused = region.followAll();
    return knownUnreclaimed();
  }

  /** Returns the same as far as is known, without asking the server. */
  Set<Long> knownUnreclaimed() {
    Set<Long> all = new HashSet<>();
    for (int i = 0; i < buckets; i++) {
      for (long epoch : region.followed().at(i).unreclaimed()) {
        all.add((epoch << BUCKET_BITS) | i);
      }
    }
    return all;
  }

  /** Clears the region. */
  void clear() {
    Told told = new Told(List.of("*"));
    clearBuckets(told);
    told.ofAllIfMany();
  }

  /**
   * Clears the region for the last time, and then does something more.
   *
   * @param more what others are told of once it is done, too
   */
  void clear(Runnable more) {
    Told told = new Told(List.of("*"));
    clearBuckets(
        told); // first, so that all are gone at once, also if this does not come to its end
    more.run();
    told.ofAll();
  }

  private void clearBuckets(Told told) {
    List<byte[]> arguments = List.of(region.channel(), told.ofBucket());
    long[] asked = region.followed().numbers();
    List<byte[]> answers =
        told.doing(
            () ->
                region.runAll(
                    Stream.of(region.layout().allInvalidations())
                        .map(place -> new ScriptCall<>(Scripts.CLEAR, List.of(place), arguments))
                        .toList()));
    for (int i = 0; i < buckets; i++) { // so that cursors on their way show nothing of it
      Invalidations unused = region.follow(i, asked[i], answers.get(i));
    }
  }
}
