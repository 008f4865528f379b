/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.List;
import uno.jcache.spi.Invalidations;

/**
 * Runs a task on the buckets of a region until all parts are done. Each round sends one script per
 * remaining part, in one batch. If a bucket has new invalidations, they are recorded, and the task
 * decides whether to retry the part.
 *
 * <p>Stateless, so safe for use by many threads.
 */
final class BucketLoop {
  private final RedisRegion region;

  BucketLoop(RedisRegion region) {
    this.region = region;
  }

  /**
   * A task of several parts.
   *
   * @param <P> a part of it, in one bucket
   * @param <T> the result of the script of a part
   */
  interface Task<P, T> {
    /** Returns the bucket of a part. */
    int bucket(P part);

    /** Sends the scripts of parts, and returns their answers in the same order. */
    List<BucketAnswer<T>> send(List<P> parts);

    /** Handles the result of a part, and returns the parts to retry. */
    List<P> done(P part, T result);

    /**
     * Called if the bucket of a part has other invalidations than were known.
     *
     * @param now the current invalidations
     * @return the parts to retry
     */
    List<P> otherInvalidations(P part, Invalidations now);

    /** Called before the next round; returns which of the remaining parts are still needed. */
    default List<P> beforeRetry(List<P> left) {
      return left;
    }
  }

  /** Runs a task. */
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
        Invalidations now = region.recordInvalidations(bucket, known[bucket], other.encoded());
        left.addAll(task.otherInvalidations(part, now));
      } else if (answers.get(i) instanceof BucketAnswer.Done<T> done) {
        left.addAll(task.done(part, done.result()));
      }
    }
    return left;
  }
}
