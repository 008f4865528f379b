/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.Removal;
import uno.jcache.spi.remote.RemoteEntry;

/**
 * The Lua scripts of this module. Each {@code *.lua} file next to this class documents what it
 * does, its arguments and its result. All keys of a call are in one slot.
 *
 * <p>Scripts use the offsets of {@link RemoteEntry}, and of the header of {@link
 * uno.jcache.spi.Invalidations#encode}.
 */
final class Scripts {
  private Scripts() {}

  // ---- the server

  static final Script<byte[]> INFO = Script.load("info", Scripts::bytes);
  static final Script<byte[]> CHECK = Script.load("check", Scripts::bytes);

  // ---- entries

  static final Script<byte @Nullable []> GET = Script.load("get", raw -> (byte[]) raw);
  static final Script<byte[]> HEAD = Script.load("head", Scripts::bytes);

  static final Script<BucketAnswer<Boolean>> REPLACE = Script.load("replace", Scripts::inBucket);
  static final Script<BucketAnswer<Boolean>> PUT = Script.load("put", Scripts::inBucket);
  static final Script<BucketAnswer<Boolean>> LEASE_LOAD =
      Script.load("lease_load", Scripts::inBucket);

  /** Returns for each key what was stored. */
  static final Script<BucketAnswer<List<Removal>>> REMOVE =
      Script.load("remove", raw -> BucketAnswer.of(raw, Scripts::removals));

  static final Script<Boolean> TOUCH = Script.load("touch", Scripts::isDone);
  static final Script<Boolean> UNLINK = Script.load("unlink", Scripts::isDone);

  // ---- invalid values

  static final Script<Boolean> DROP = Script.load("drop", Scripts::isDone);
  static final Script<Boolean> REMOVE_OTHER_TYPE =
      Script.load("remove_other_type", Scripts::isDone);

  // ---- invalidations

  /** Clears in any case, and so returns new invalidations. */
  static final Script<BucketAnswer<Boolean>> CLEAR = Script.load("clear", Scripts::inBucket);

  /** Invalidates even if the bucket has other invalidations than the caller knew. */
  static final Script<BucketAnswer<InvalidateAnswer>> INVALIDATE =
      Script.load("invalidate", raw -> BucketAnswer.of(raw, Scripts::invalidated));

  static final Script<BucketAnswer<Boolean>> MARK_RECLAIMED =
      Script.load("mark_reclaimed", Scripts::inBucket);

  // ---- reclaiming

  static final Script<Boolean> RECLAIM = Script.load("reclaim", Scripts::isDone);
  static final Script<ReclaimLease.Answer> TAKE_RECLAIM_LEASE =
      Script.load("take_reclaim_lease", Scripts::leaseAnswer);
  static final Script<Boolean> RENEW_RECLAIM_LEASE =
      Script.load("renew_reclaim_lease", Scripts::isDone);
  static final Script<Boolean> RELEASE_RECLAIM_LEASE =
      Script.load("release_reclaim_lease", Scripts::isDone);

  /** The result of {@link #INVALIDATE}. */
  sealed interface InvalidateAnswer {
    /**
     * It published the invalidation with this epoch, directly after the last that the caller knew.
     */
    record Published(long epoch) implements InvalidateAnswer {}

    /** It did nothing: the stored invalidations are invalid. */
    record Unreadable() implements InvalidateAnswer {}
  }

  // ---- results

  private static long number(@Nullable Object raw) {
    return requireNonNull((Long) raw);
  }

  private static boolean isDone(@Nullable Object raw) {
    return number(raw) == 1;
  }

  private static byte[] bytes(@Nullable Object raw) {
    return requireNonNull((byte[]) raw);
  }

  private static BucketAnswer<Boolean> inBucket(@Nullable Object raw) {
    return BucketAnswer.of(raw, Scripts::isDone);
  }

  private static List<Removal> removals(@Nullable Object raw) {
    return requireNonNull((List<?>) raw).stream().map(Scripts::removal).toList();
  }

  private static Removal removal(@Nullable Object raw) {
    return switch ((int) number(raw)) {
      case 0 -> Removal.NOTHING;
      case 1 -> Removal.EXPIRED;
      default -> Removal.LIVE;
    };
  }

  private static InvalidateAnswer invalidated(@Nullable Object raw) {
    long epoch = number(raw);
    return (epoch == 0) ? new InvalidateAnswer.Unreadable() : new InvalidateAnswer.Published(epoch);
  }

  private static ReclaimLease.Answer leaseAnswer(@Nullable Object raw) {
    return switch ((int) number(raw)) {
      case 1 -> ReclaimLease.Answer.TAKEN;
      case 2 -> ReclaimLease.Answer.ALREADY_DONE;
      default -> ReclaimLease.Answer.HELD;
    };
  }
}
