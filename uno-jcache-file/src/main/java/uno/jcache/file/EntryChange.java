/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.h2.mvstore.MVMap.Decision;
import org.h2.mvstore.MVMap.DecisionMaker;
import org.jspecify.annotations.Nullable;
import uno.jcache.file.PendingDeadlines.Touch;
import uno.jcache.internal.expiry.Expiry;

/**
 * Changes of one entry, as MVStore runs them: perhaps several times, perhaps while all other
 * writers wait. So they compare, and compute no more than a deadline.
 */
abstract class EntryChange extends DecisionMaker<Object> {
  private boolean made;
  private @Nullable Session session;

  /** It is made in this session, or tried. */
  final void begin(Session in) {
    session = in;
  }

  /** Returns the session in which it was made, once the operation has ended. */
  final Session session() {
    return requireNonNull(session);
  }

  abstract Decision choose(byte @Nullable [] existing, byte @Nullable [] provided);

  @Override
  public final Decision decide(@Nullable Object existing, @Nullable Object provided) {
    return choose((byte[]) existing, (byte[]) provided);
  }

  /** Returns whether the change was made, once the operation has ended. */
  final boolean isMade() {
    return made;
  }

  final Decision decided(boolean make, byte @Nullable [] provided) {
    made = make;
    return !make ? Decision.ABORT : (provided == null) ? Decision.REMOVE : Decision.PUT;
  }

  /** Puts something in the place of one version, or of nothing. */
  static final class Replace extends EntryChange {
    private final boolean wasThere;
    private final long version;
    private final BooleanSupplier condition;

    private Replace(boolean wasThere, long version, BooleanSupplier condition) {
      this.wasThere = wasThere;
      this.version = version;
      this.condition = condition;
    }

    static Replace absent() {
      return new Replace(false, 0, () -> true);
    }

    static Replace version(long version) {
      return new Replace(true, version, () -> true);
    }

    /** Returns the same for as long as something else holds, too. */
    Replace onlyIf(BooleanSupplier condition) {
      return new Replace(wasThere, version, condition);
    }

    @Override
    Decision choose(byte @Nullable [] existing, byte @Nullable [] provided) {
      if (!condition.getAsBoolean()) {
        return decided(false, provided);
      }
      return decided(
          (existing == null)
              ? !wasThere
              : wasThere && FileEntry.isEntry(existing) && FileEntry.version(existing) == version,
          provided);
    }
  }

  /** Removes what was found to be damaged. */
  static final class Drop extends EntryChange {
    private final byte[] damaged;

    Drop(byte[] damaged) {
      this.damaged = damaged;
    }

    @Override
    Decision choose(byte @Nullable [] existing, byte @Nullable [] provided) {
      return decided(existing != null && Arrays.equals(existing, damaged), null);
    }
  }

  /** Removes whatever is there. */
  static final class Remove extends EntryChange {
    @Override
    Decision choose(byte @Nullable [] existing, byte @Nullable [] provided) {
      return decided(existing != null, null);
    }
  }

  /** Puts whatever is there, with the deadline of a creation or an update. */
  static final class Put extends EntryChange {
    private final Expiry expiry;
    private final @Nullable Touch touch;
    private final LongSupplier epoch;
    private long deadline;

    /**
     * A put.
     *
     * @param epoch tells the number of the last invalidation
     */
    Put(Expiry expiry, @Nullable Touch touch, LongSupplier epoch) {
      this.expiry = expiry;
      this.touch = touch;
      this.epoch = epoch;
    }

    long deadline() {
      return deadline;
    }

    @Override
    Decision choose(byte @Nullable [] existing, byte @Nullable [] provided) {
      return decided(true, provided);
    }

    @Override
    public <T extends @Nullable Object> T selectValue(T existing, T provided) {
      deadline = deadline((byte[]) existing);
      FileEntry.complete(
          (byte[]) requireNonNull(provided), deadline, Expiry.NEVER, epoch.getAsLong());
      return provided;
    }

    private long deadline(byte @Nullable [] existing) {
      if (existing == null || !FileEntry.isEntry(existing)) {
        return expiry.onCreation();
      }
      boolean touched = touch != null && touch.version() == FileEntry.version(existing);
      long policy =
          (touch != null && touched) ? touch.policyDeadline() : FileEntry.policyDeadline(existing);
      long limit = (touch != null && touched) ? touch.notAfter() : FileEntry.notAfter(existing);
      return expiry.isLive(Math.min(policy, limit)) ? expiry.onUpdate(policy) : expiry.onCreation();
    }
  }
}
