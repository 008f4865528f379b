/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.h2.mvstore.MVMap.Decision;
import org.h2.mvstore.MVMap.DecisionMaker;
import org.jspecify.annotations.Nullable;
import uno.jcache.file.PendingDeadlines.DeadlineUpdate;
import uno.jcache.spi.Deadlines;

/**
 * A change of one entry, decided within an operation of MVStore. MVStore may ask for the decision
 * several times, and all other writers may wait meanwhile. Therefore a change only compares, and at
 * most computes a deadline.
 */
abstract class EntryChange extends DecisionMaker<Object> {
  private boolean made;
  private @Nullable Session session;

  /** Sets the session in which the operation begins. */
  final void begin(Session session) {
    this.session = session;
  }

  /** Returns the session of the last operation. */
  final Session session() {
    return requireNonNull(session);
  }

  abstract Decision choose(byte @Nullable [] existing, byte @Nullable [] provided);

  @Override
  public final Decision decide(@Nullable Object existing, @Nullable Object provided) {
    return choose((byte[]) existing, (byte[]) provided);
  }

  /** Returns whether the last operation made the change. */
  final boolean isMade() {
    return made;
  }

  /** Returns whether to put, remove or abort, and records whether the change is made. */
  final Decision decision(boolean make, byte @Nullable [] provided) {
    made = make;
    return !make ? Decision.ABORT : (provided == null) ? Decision.REMOVE : Decision.PUT;
  }

  /** Replaces or removes exactly one version of an entry, or stores an entry if there is none. */
  static final class Replace extends EntryChange {
    private final boolean isPresent;
    private final long version;
    private final BooleanSupplier condition;

    private Replace(boolean isPresent, long version, BooleanSupplier condition) {
      this.isPresent = isPresent;
      this.version = version;
      this.condition = condition;
    }

    static Replace absent() {
      return new Replace(false, 0, () -> true);
    }

    static Replace version(long version) {
      return new Replace(true, version, () -> true);
    }

    /** Returns the same change under a further condition. */
    Replace onlyIf(BooleanSupplier condition) {
      return new Replace(isPresent, version, condition);
    }

    @Override
    Decision choose(byte @Nullable [] existing, byte @Nullable [] provided) {
      if (!condition.getAsBoolean()) {
        return decision(false, provided);
      }
      return decision(
          (existing == null)
              ? !isPresent
              : isPresent && FileEntry.isEntry(existing) && FileEntry.version(existing) == version,
          provided);
    }
  }

  /** Removes an entry if its stored bytes are still the same. */
  static final class RemoveExact extends EntryChange {
    private final byte[] expected;

    RemoveExact(byte[] expected) {
      this.expected = expected;
    }

    @Override
    Decision choose(byte @Nullable [] existing, byte @Nullable [] provided) {
      return decision(existing != null && Arrays.equals(existing, expected), null);
    }
  }

  /** Removes any entry. */
  static final class Remove extends EntryChange {
    @Override
    Decision choose(byte @Nullable [] existing, byte @Nullable [] provided) {
      return decision(existing != null, null);
    }
  }

  /** Stores an entry, replacing any other. Its deadline is that of a creation or of an update. */
  static final class Put extends EntryChange {
    private final long created;
    private final @Nullable Deadlines time;
    private final @Nullable DeadlineUpdate pending;
    private final LongSupplier epoch;
    private long deadline;

    /**
     * Creates a put.
     *
     * @param created the policy's deadline for a new entry
     * @param time not null if an entry that replaces a live one keeps the policy's deadline of that
     *     one
     * @param pending the update of the old entry's deadline that is not in the file yet, or null
     * @param epoch returns the epoch of the last invalidation
     */
    Put(
        long created,
        @Nullable Deadlines time,
        @Nullable DeadlineUpdate pending,
        LongSupplier epoch) {
      this.created = created;
      this.time = time;
      this.pending = pending;
      this.epoch = epoch;
    }

    long deadline() {
      return deadline;
    }

    @Override
    Decision choose(byte @Nullable [] existing, byte @Nullable [] provided) {
      return decision(true, provided);
    }

    @Override
    public <T extends @Nullable Object> T selectValue(T existing, T provided) {
      deadline = deadline((byte[]) existing);
      FileEntry.complete(
          (byte[]) requireNonNull(provided), deadline, Deadlines.NEVER, epoch.getAsLong());
      return provided;
    }

    private long deadline(byte @Nullable [] existing) {
      if (time == null || existing == null || !FileEntry.isEntry(existing)) {
        return created;
      }
      DeadlineUpdate update =
          (pending != null && pending.version() == FileEntry.version(existing)) ? pending : null;
      long policy = (update != null) ? update.policyDeadline() : FileEntry.policyDeadline(existing);
      long limit = (update != null) ? update.notAfter() : FileEntry.notAfter(existing);
      return time.isLive(Math.min(policy, limit)) ? policy : created;
    }
  }
}
