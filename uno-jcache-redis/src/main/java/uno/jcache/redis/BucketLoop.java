/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.List;
import uno.jcache.spi.Invalidations;

/**
 * Works on the buckets of a region until all is done. In each round, one script for each part that
 * is left is sent, all together. Where a bucket has other invalidations than were known before the
 * round, these are known from then on, and the task says whether its part is tried again.
 *
 * <p>Stateless, and so safe for use by many threads.
 */
final class BucketLoop {
  private final RedisRegion region;

  BucketLoop(RedisRegion region) {
    this.region = region;
  }

  /**
   * What is to be done.
   *
   * @param <P> a part of it, in one bucket
   * @param <T> what the script of a part finds or does
   */
  interface Task<P, T> {
    /** Returns the bucket of a part. */
    int bucket(P part);

    /** Sends the scripts of parts, and returns their answers in the same order. */
    List<BucketAnswer<T>> send(List<P> parts);

    /** Takes the result of a part, and returns what is left of it. */
    List<P> done(P part, T result);

    /**
     * Takes note that the bucket of a part has other invalidations than were known.
     *
     * @param now those
     * @return what is left of the part
     */
    List<P> otherInvalidations(P part, Invalidations now);

    /** Returns which of the parts that are left are still to be done, before the next round. */
    default List<P> beforeRetry(List<P> left) {
      return left;
    }
  }

  /** Does a task. */
  <P, T> void run(List<P> parts, Task<P, T> task) {
    List<P> left = parts;
    while (!left.isEmpty()) {
      left = round(left, task);
      if (!left.isEmpty()) {
        left = task.beforeRetry(left);
      }
    }
  }

  private <P, T> List<P> round(List<P> parts, Task<P, T> task) {
    long[] known = region.known().epochs();
    List<BucketAnswer<T>> answers = task.send(parts);
    List<P> left = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      P part = parts.get(i);
      if (answers.get(i) instanceof BucketAnswer.OtherInvalidations<T> other) {
        int bucket = task.bucket(part);
        Invalidations now = region.follow(bucket, known[bucket], other.encoded());
        left.addAll(task.otherInvalidations(part, now));
      } else if (answers.get(i) instanceof BucketAnswer.Done<T> done) {
        left.addAll(task.done(part, done.result()));
      }
    }
    return left;
  }
}
