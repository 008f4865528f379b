/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static uno.jcache.redis.RedisRegion.bytes;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uno.jcache.redis.Scripts.InvalidateAnswer;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.StoreException;

/**
 * Publishes the invalidations of a region, and clears it: in each of its buckets by a script, which
 * notifies others. Safe for use by many threads.
 */
final class InvalidationWriter {
  private static final int REMEMBERED = 2_000;
  private static final int BUCKET_BITS = Integer.numberOfTrailingZeros(Layout.MOST_BUCKETS);

  private final RedisRegion region;
  private final BucketLoop loop;
  private final List<Integer> buckets;
  private final AtomicLong invalidations = new AtomicLong();

  /** What was published here: the epochs that it has in the buckets. */
  private final Map<Long, long[]> published = new ConcurrentHashMap<>();

  /** Writes to a region. */
  InvalidationWriter(RedisRegion region) {
    this.region = region;
    this.loop = new BucketLoop(region);
    this.buckets = IntStream.range(0, region.layout().buckets()).boxed().toList();
  }

  /** A task with one script for each bucket. */
  private abstract static class BucketTask<T> implements BucketLoop.Task<Integer, T> {
    @Override
    public int bucket(Integer bucket) {
      return bucket;
    }
  }

  /** An invalidation, or a clear, as others are notified of it. */
  private final class Notice {
    private final byte[] content;
    private final long change = region.newChange();

    Notice(List<String> patterns) {
      this.content = ChannelMessage.content(ThreadLocalRandom.current().nextLong(), patterns);
    }

    private byte[] message(byte kind) {
      return region.message(kind, change, content);
    }

    /** Does some of it; what fails may have taken effect. */
    void doing(Runnable work) {
      try {
        work.run();
      } catch (StoreException e) {
        region.unacknowledged().add(change);
        throw e;
      }
    }

    /** Returns the message of each bucket's script: of the only one, that of the whole. */
    byte[] ofBucket() {
      return message(
          (buckets.size() == 1) ? ChannelMessage.INVALIDATED : ChannelMessage.INVALIDATING);
    }

    /** Publishes the whole once all buckets are done: whoever reads after that finds it. */
    void publish() {
      region.server().publish(message(ChannelMessage.INVALIDATED));
    }

    void publishIfSeveralBuckets() {
      if (buckets.size() > 1) {
        publish();
      }
    }
  }

  /** Hides the entries whose keys match, and returns what {@link #reclaimed} knows this by. */
  long invalidate(List<String> patterns) {
    Notice notice = new Notice(patterns);
    long[] epochs = new long[buckets.size()];
    notice.doing(
        () -> {
          invalidate(patterns, notice.ofBucket(), epochs);
          notice.publishIfSeveralBuckets();
        });
    if (published.size() > REMEMBERED) {
      published.clear(); // of those who failed to reclaim them; the sweeper finds them
    }
    long invalidation = invalidations.incrementAndGet();
    published.put(invalidation, epochs);
    return invalidation;
  }

  /** Returns whether so many patterns can be published, up to what others publish just now. */
  boolean hasRoomFor(int patterns) {
    return buckets.stream().allMatch(i -> region.known().at(i).hasRoomFor(patterns))
        || Stream.of(region.followAll()).allMatch(now -> now.hasRoomFor(patterns));
  }

  /**
   * Publishes an invalidation in all buckets.
   *
   * @param epochs gets the epochs that it has there
   */
  private void invalidate(List<String> patterns, byte[] message, long[] epochs) {
    byte[] encoded = Invalidations.NONE.plus(patterns).encode();
    byte[] one =
        Arrays.copyOfRange(encoded, KnownInvalidations.LISTED + Long.BYTES, encoded.length);
    loop.run(
        buckets,
        new BucketTask<InvalidateAnswer>() {
          private long[] known = {};

          @Override
          public List<BucketAnswer<InvalidateAnswer>> send(List<Integer> parts) {
            known = region.known().epochs();
            return region.runAll(parts.stream().map(this::call).toList());
          }

          private ScriptCall<BucketAnswer<InvalidateAnswer>> call(int bucket) {
            return new ScriptCall<>(
                Scripts.INVALIDATE,
                List.of(region.layout().invalidations(bucket)),
                List.of(one, bytes(known[bucket]), region.channel(), message));
          }

          @Override
          public List<Integer> done(Integer bucket, InvalidateAnswer result) {
            if (result instanceof InvalidateAnswer.Published done) {
              epochs[bucket] = done.epoch();
              region.known().published(bucket, known[bucket], done.epoch(), patterns, one);
              return List.of();
            }
            return List.of(bucket); // what is there is unreadable
          }

          @Override
          public List<Integer> otherInvalidations(Integer bucket, Invalidations now) {
            epochs[bucket] = now.epoch(); // this one is the last of them
            return List.of();
          }

          @Override
          public List<Integer> beforeRetry(List<Integer> left) {
            Invalidations[] unused = region.followAll(); // drops what is unreadable
            return left;
          }
        });
  }

  /** As {@link uno.jcache.spi.ByteStore#reclaimed}. */
  void reclaimed(long invalidation) {
    Reclaimed task = new Reclaimed(invalidation, published.remove(invalidation));
    loop.run(task.beforeRetry(buckets), task);
  }

  /** Marks an invalidation as reclaimed in the buckets that still have it. */
  private final class Reclaimed extends BucketTask<Boolean> {
    private final long invalidation;
    private final long @Nullable [] epochs;
    private Invalidations[] all = {};

    /**
     * Marks one.
     *
     * @param epochs those of an invalidation that was published here
     */
    Reclaimed(long invalidation, long @Nullable [] epochs) {
      this.invalidation = invalidation;
      this.epochs = epochs;
    }

    private long epoch(int bucket) {
      if (epochs != null) {
        return epochs[bucket];
      }
      boolean isOfBucket = (invalidation & (Layout.MOST_BUCKETS - 1)) == bucket;
      return isOfBucket ? invalidation >> BUCKET_BITS : 0;
    }

    @Override
    public List<Integer> beforeRetry(List<Integer> left) {
      all = region.followAll();
      return left.stream()
          .filter(bucket -> all[bucket].unreclaimed().contains(epoch(bucket)))
          .toList();
    }

    @Override
    public List<BucketAnswer<Boolean>> send(List<Integer> parts) {
      return region.runAll(parts.stream().map(this::call).toList());
    }

    private ScriptCall<BucketAnswer<Boolean>> call(int bucket) {
      return new ScriptCall<>(
          Scripts.MARK_RECLAIMED,
          List.of(region.layout().invalidations(bucket)),
          List.of(all[bucket].encode(), all[bucket].reclaimed(epoch(bucket)).encode()));
    }

    @Override
    public List<Integer> done(Integer bucket, Boolean result) {
      return result ? List.of() : List.of(bucket);
    }

    @Override
    public List<Integer> otherInvalidations(Integer bucket, Invalidations now) {
      return List.of(bucket);
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
    for (int bucket : buckets) {
      for (long epoch : region.known().at(bucket).unreclaimed()) {
        all.add((epoch << BUCKET_BITS) | bucket);
      }
    }
    return all;
  }

  /** Clears the region. */
  void clear() {
    Notice notice = new Notice(List.of("*"));
    notice.doing(() -> clearBuckets(notice));
    notice.publishIfSeveralBuckets();
  }

  /**
   * Clears the region for the last time, and then does something more.
   *
   * @param more what others are notified of once it is done, too
   */
  void clear(Runnable more) {
    Notice notice = new Notice(List.of("*"));
    // First, so that all are gone immediately, also if this does not come to its end.
    notice.doing(() -> clearBuckets(notice));
    more.run();
    notice.publish();
  }

  private void clearBuckets(Notice notice) {
    List<byte[]> arguments = List.of(region.channel(), notice.ofBucket());
    loop.run(
        buckets,
        new BucketTask<Boolean>() {
          @Override
          public List<BucketAnswer<Boolean>> send(List<Integer> parts) {
            return region.runAll(parts.stream().map(this::call).toList());
          }

          private ScriptCall<BucketAnswer<Boolean>> call(int bucket) {
            return new ScriptCall<>(
                Scripts.CLEAR, List.of(region.layout().invalidations(bucket)), arguments);
          }

          @Override
          public List<Integer> done(Integer bucket, Boolean result) {
            return List.of();
          }

          @Override
          public List<Integer> otherInvalidations(Integer bucket, Invalidations now) {
            return List.of(); // known by now: so cursors on their way show nothing of it
          }
        });
  }
}
