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
import uno.jcache.spi.remote.ChangeMessage;
import uno.jcache.spi.remote.KnownInvalidations;

/**
 * Publishes the invalidations of a region, and clears it: by a script for each bucket, which
 * notifies other processes. Safe for use by many threads.
 */
final class InvalidationWriter {
  private static final int REMEMBERED = 2_000;
  private static final int BUCKET_BITS = Integer.numberOfTrailingZeros(Layout.MOST_BUCKETS);

  private final RedisRegion region;
  private final BucketLoop loop;
  private final List<Integer> buckets;
  private final AtomicLong invalidations = new AtomicLong();

  /** The invalidations that were published here: their epochs in the buckets. */
  private final Map<Long, long[]> published = new ConcurrentHashMap<>();

  /** Creates a writer for a region. */
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

  /** The messages about an invalidation or a clear. */
  private final class Notice {
    private final byte[] content;
    private final long change = region.newChange();

    Notice(List<String> patterns) {
      this.content = ChangeMessage.content(ThreadLocalRandom.current().nextLong(), patterns);
    }

    private byte[] message(byte kind) {
      return region.message(kind, change, content);
    }

    /**
     * Runs a part of it. If it fails, records it as unacknowledged, since it may have taken effect.
     */
    void runRecordingFailure(Runnable work) {
      try {
        work.run();
      } catch (StoreException e) {
        region.unacknowledged().add(change);
        throw e;
      }
    }

    /** Returns the message for the script of each bucket; with one bucket, the last message. */
    byte[] ofBucket() {
      return message(
          (buckets.size() == 1) ? ChangeMessage.INVALIDATED : ChangeMessage.INVALIDATING);
    }

    /** Publishes the last message, after all buckets are done. */
    void publish() {
      region.server().publish(message(ChangeMessage.INVALIDATED));
    }

    void publishIfSeveralBuckets() {
      if (buckets.size() > 1) {
        publish();
      }
    }
  }

  /** Hides the entries whose keys match, and returns an id for {@link #reclaimed}. */
  long invalidate(List<String> patterns) {
    Notice notice = new Notice(patterns);
    long[] epochs = new long[buckets.size()];
    notice.runRecordingFailure(
        () -> {
          invalidate(patterns, notice.ofBucket(), epochs);
          notice.publishIfSeveralBuckets();
        });
    if (published.size() > REMEMBERED) {
      published.clear(); // they were never reclaimed; the sweeper will find them
    }
    long invalidation = invalidations.incrementAndGet();
    published.put(invalidation, epochs);
    return invalidation;
  }

  /**
   * Returns whether that many patterns can be published now; other processes may use up the room.
   */
  boolean hasRoomFor(int patterns) {
    return buckets.stream().allMatch(i -> region.known().at(i).hasRoomFor(patterns))
        || Stream.of(region.refreshInvalidations()).allMatch(now -> now.hasRoomFor(patterns));
  }

  /**
   * Publishes an invalidation in all buckets.
   *
   * @param epochs is filled with its epochs there
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
            return List.of(bucket); // the stored invalidations are invalid
          }

          @Override
          public List<Integer> otherInvalidations(Integer bucket, Invalidations now) {
            epochs[bucket] = now.epoch(); // ours is the last one of them
            return List.of();
          }

          @Override
          public List<Integer> beforeRetry(List<Integer> left) {
            Invalidations[] unused = region.refreshInvalidations(); // deletes invalid ones
            return left;
          }
        });
  }

  /** As {@link uno.jcache.spi.Invalidating#reclaimed}. */
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
     * Creates the task.
     *
     * @param epochs the epochs of an invalidation that was published here; else null
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
      all = region.refreshInvalidations();
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

  /** As {@link uno.jcache.spi.Invalidating#unreclaimed}. */
  Set<Long> unreclaimed() {
    Invalidations[] unused = region.refreshInvalidations();
    return knownUnreclaimed();
  }

  /** Returns the same by the known invalidations, without calling the server. */
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
    notice.runRecordingFailure(() -> clearBuckets(notice));
    notice.publishIfSeveralBuckets();
  }

  /**
   * Clears the region, runs an action, and notifies other processes again after it.
   *
   * @param more the action, such as removing all entries
   */
  void clear(Runnable more) {
    Notice notice = new Notice(List.of("*"));
    // First, so that all entries are hidden immediately, even if the rest fails.
    notice.runRecordingFailure(() -> clearBuckets(notice));
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
            return List.of(); // now recorded, so open cursors skip cleared entries
          }
        });
  }
}
