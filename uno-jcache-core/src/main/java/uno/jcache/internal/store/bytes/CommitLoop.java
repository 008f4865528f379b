/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.Transition;
import uno.jcache.internal.support.Keys;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.OperationTime;

/**
 * Reads entries, decides, and commits each decision by a compare-and-set. Repeats this for those
 * entries that another writer has changed meanwhile.
 *
 * <p>A decision is committed under the epoch of the last invalidation that was known when it was
 * made, and only while no other invalidation has been published. If those published since concern
 * other keys, the decision is committed under the new epoch without deciding again. So frequent
 * invalidations do not keep a slow entry processor from completing.
 */
final class CommitLoop<K, V> {
  private final EntryCodec<K, V> codec;
  private final Expiry expiry;
  private final StoreFacets facets;
  private final DegradingByteStore bytes;
  private final EntryReader<K, V> reader;

  CommitLoop(
      StoreSpec<K, V> spec,
      StoreFacets facets,
      DegradingByteStore bytes,
      EntryReader<K, V> reader) {
    this.codec = spec.codec();
    this.expiry = spec.expiry();
    this.facets = facets;
    this.bytes = bytes;
    this.reader = reader;
  }

  /** Commits the decisions of transitions, and returns their results. */
  <R extends @Nullable Object> Map<K, R> commitAll(Map<K, ? extends Transition<V, R>> transitions) {
    List<Proposal<R>> open = new ArrayList<>(transitions.size());
    for (Map.Entry<K, ? extends Transition<V, R>> each : transitions.entrySet()) {
      open.add(new Proposal<>(each.getKey(), each.getValue()));
    }
    Map<K, R> results = new HashMap<>(2 * open.size());
    while (true) {
      read(open);
      for (Proposal<R> proposal : open) {
        proposal.decide();
      }
      commit(open);
      open = unfinished(open, results);
      if (open.isEmpty()) {
        return results;
      }
      OperationTime.renew();
    }
  }

  /** Adds the results of committed proposals, and returns the other proposals. */
  private <R extends @Nullable Object> List<Proposal<R>> unfinished(
      List<Proposal<R>> open, Map<K, R> results) {
    List<Proposal<R>> left = new ArrayList<>();
    for (Proposal<R> proposal : open) {
      if (!proposal.end(results)) {
        left.add(proposal);
      }
    }
    return left;
  }

  private <R extends @Nullable Object> void read(List<Proposal<R>> open) {
    List<Proposal<R>> reading = new ArrayList<>(open.size());
    List<byte[]> keys = new ArrayList<>(open.size());
    for (Proposal<R> proposal : open) {
      if (proposal.needsRead()) {
        reading.add(proposal);
        keys.add(proposal.encoded);
      }
    }
    if (keys.isEmpty()) {
      return;
    }
    List<@Nullable ByteEntry> found = bytes.getAllForDecision(keys);
    for (int i = 0; i < found.size(); i++) {
      reading.get(i).seen = found.get(i);
    }
  }

  private <R extends @Nullable Object> void commit(List<Proposal<R>> open) {
    List<Proposal<R>> changing = new ArrayList<>(open.size());
    List<ByteChange> changes = new ArrayList<>(open.size());
    for (Proposal<R> proposal : open) {
      if (proposal.needsCommit()) {
        changing.add(proposal);
        changes.add(proposal.change());
      }
    }
    if (changes.isEmpty()) {
      return;
    }
    List<Boolean> done = bytes.compareAndSetAll(changes);
    for (int i = 0; i < done.size(); i++) {
      changing.get(i).changed(done.get(i));
    }
  }

  /** A decision in progress: the entry it is based on, what it is, and whether it is committed. */
  private final class Proposal<R extends @Nullable Object> {
    private final K key;
    private final byte[] encoded;
    private final Transition<V, R> transition;
    private @Nullable ByteEntry lease;
    private @Nullable ByteEntry seen;
    private Invalidations by = Invalidations.NONE;
    private @Nullable Decision<V, R> decision;
    private byte @Nullable [] value;
    private boolean done;

    Proposal(K key, Transition<V, R> transition) {
      this.key = key;
      this.encoded = codec.encodeKey(key);
      this.transition = transition;
      this.lease = LoadLeases.storedLease(transition);
      this.seen = lease;
    }

    /** Returns whether the entry must be read. */
    boolean needsRead() {
      return decision == null && lease == null;
    }

    void decide() {
      if (decision != null) {
        return; // the same decision is committed once more
      }
      lease = null; // if this fails, the lease has been replaced
      by = facets.invalidations(encoded);
      EntryReader.Look<V> look =
          transition.needsValue()
              ? reader.look(key, encoded, seen, by)
              : reader.lookAtDeadlines(key, seen, by);
      if (look == null) {
        return; // the entry was damaged and has been dropped: read again
      }
      Decision<V, R> decided = OperationTime.apart(() -> decision(look));
      decision = decided;
      if (decided instanceof Decision.Put<V, R> put) {
        value = codec.encodeValue(put.value());
      } else if (seen == null || decided instanceof Decision.Keep) {
        done = true;
      } else if (decided instanceof Decision.Touch<V, R> touch) {
        changed(bytes.touch(encoded, seen, touch.expiresAt(), touch.notAfter()));
      }
      if (seen == null && decided instanceof Decision.Remove) {
        bytes.announceRemoval(encoded);
      }
    }

    private Decision<V, R> decision(EntryReader.Look<V> look) {
      if (LoadLeases.isLate(transition.lease(), key, seen, by)) {
        return transition.decideIfChanged(look.current());
      }
      return look.isUnreadable()
          ? transition.decideUnreadable()
          : transition.decide(look.current());
    }

    /** Returns whether the decision changes the entry and is not committed yet. */
    boolean needsCommit() {
      return decision != null && !done;
    }

    ByteChange change() {
      ByteEntry next =
          (decision instanceof Decision.Put<V, R> put)
              ? ByteEntry.of(
                  requireNonNull(value), put.expiresAt(), put.notAfter(), by.epoch(), expiry.now())
              : null;
      return new ByteChange(encoded, seen, next);
    }

    void changed(boolean committed) {
      done = committed;
      if (!committed && !isSupersededByOthersOnly()) {
        decision = null;
      }
    }

    /**
     * Returns whether the change may have failed only because invalidations of other keys were
     * published meanwhile: then the decision still holds.
     */
    private boolean isSupersededByOthersOnly() {
      Invalidations before = by;
      by = facets.invalidations(encoded);
      return decision instanceof Decision.Put
          && by.epoch() != before.epoch()
          && !InvalidationMatcher.mayCoverSince(by, before.epoch(), Keys.text(key));
    }

    /** Adds the result if it is committed, and returns whether it is. */
    boolean end(Map<K, R> results) {
      if (done) {
        results.put(key, requireNonNull(decision).result());
      }
      return done;
    }
  }
}
