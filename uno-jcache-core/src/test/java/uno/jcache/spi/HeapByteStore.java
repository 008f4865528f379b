/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The simplest {@link ByteStore}: bytes in a map. Told to, it fails as a server does: before it has
 * done anything, or after, when only the answer is lost.
 */
public class HeapByteStore
    implements ByteStore, Scannable, Bulk, Invalidating, Bounded, Sweepable, Persistent {
  /** How operations fail. */
  public enum Failing {
    /** Not at all. */
    NOT,
    /** Before they do anything. */
    BEFORE,
    /** When they are done. */
    AFTER
  }

  private final Content content;
  private final Map<ByteBuffer, Entry> entries;
  private final Deadlines deadlines;
  private final StoreListener listener;
  private volatile long maximum;
  private volatile Failing failing = Failing.NOT;
  private final AtomicLong reads = new AtomicLong();
  private volatile Runnable onClear = () -> {};

  private static final class Entry implements ByteEntry {
    final byte[] value;
    final long policyDeadline;
    final long notAfter;
    final long epoch;
    final long writtenAt;
    final boolean lease;

    Entry(ByteEntry entry) {
      this(
          entry.value(),
          entry.policyDeadline(),
          entry.notAfter(),
          entry.epoch(),
          entry.writtenAt(),
          false);
    }

    Entry(
        byte[] value,
        long policyDeadline,
        long notAfter,
        long epoch,
        long writtenAt,
        boolean lease) {
      this.value = value;
      this.policyDeadline = policyDeadline;
      this.notAfter = notAfter;
      this.epoch = epoch;
      this.writtenAt = writtenAt;
      this.lease = lease;
    }

    @Override
    public boolean isPlaceholder() {
      return lease;
    }

    @Override
    public byte[] value() {
      return value;
    }

    @Override
    public long policyDeadline() {
      return policyDeadline;
    }

    @Override
    public long notAfter() {
      return notAfter;
    }

    @Override
    public long epoch() {
      return epoch;
    }

    @Override
    public long writtenAt() {
      return writtenAt;
    }
  }

  /** The bytes that are to be there for as long as somebody has this. */
  public static final class Content {
    private final Map<ByteBuffer, Entry> entries = new ConcurrentHashMap<>();
    private volatile Invalidations invalidations = Invalidations.NONE; // set by its monitor
  }

  /** An empty store. */
  public HeapByteStore(StoreContext context) {
    this(context, new Content());
  }

  /** A store of what is there already. */
  public HeapByteStore(StoreContext context, Content content) {
    this.content = content;
    this.entries = content.entries;
    this.deadlines = context.deadlines();
    this.listener = context.listener();
    this.maximum = context.maximum();
  }

  /** Lets operations fail from now on, or no more. */
  public void fail(Failing failing) {
    this.failing = failing;
  }

  /** Runs something within each {@link #clear}. */
  public void onClear(Runnable action) {
    this.onClear = action;
  }

  /** Returns how often an entry was asked for. */
  public long reads() {
    return reads.get();
  }

  <T extends @Nullable Object> T doing(Supplier<T> action) {
    if (failing == Failing.BEFORE) {
      throw new StoreException("told to fail");
    }
    T result = action.get();
    if (failing == Failing.AFTER) {
      throw new StoreException("told to lose the answer");
    }
    return result;
  }

  @Override
  public @Nullable ByteEntry get(byte[] key) {
    reads.incrementAndGet();
    return this.<@Nullable ByteEntry>doing(() -> entries.get(ByteBuffer.wrap(key)));
  }

  @Override
  public boolean compareAndSet(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
    return doing(
        () -> {
          synchronized (content) {
            return (next == null || next.epoch() == content.invalidations.epoch())
                && commit(ByteBuffer.wrap(key), seen, (next == null) ? null : new Entry(next));
          }
        });
  }

  @Override
  public Invalidations invalidations(byte[] key) {
    return content.invalidations;
  }

  @Override
  public Set<Long> unreclaimed() {
    return content.invalidations.unreclaimed();
  }

  @Override
  public OptionalLong invalidate(List<String> patterns) {
    return doing(
        () -> {
          synchronized (content) {
            if (!content.invalidations.hasRoomFor(patterns.size())) {
              return OptionalLong.empty();
            }
            content.invalidations = content.invalidations.plus(patterns);
            return OptionalLong.of(content.invalidations.epoch());
          }
        });
  }

  @Override
  public void reclaimed(long epoch) {
    doing(
        () -> {
          synchronized (content) {
            content.invalidations = content.invalidations.reclaimed(epoch);
            return true;
          }
        });
  }

  private boolean commit(ByteBuffer key, @Nullable ByteEntry seen, @Nullable Entry next) {
    boolean done;
    if (seen == null) {
      done = (next == null) ? !entries.containsKey(key) : entries.putIfAbsent(key, next) == null;
    } else if (next == null) {
      done = entries.remove(key, seen);
    } else {
      done = entries.replace(key, (Entry) seen, next);
    }
    if (done && next != null) {
      evict(key);
    }
    return done;
  }

  private void evict(ByteBuffer spared) {
    Iterator<ByteBuffer> keys = entries.keySet().iterator();
    while (entries.size() > maximum && keys.hasNext()) {
      ByteBuffer key = keys.next();
      if (!key.equals(spared)) {
        keys.remove();
        listener.evicted();
      }
    }
  }

  @Override
  public boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    return doing(
        () ->
            commit(
                ByteBuffer.wrap(key),
                seen,
                new Entry(
                    seen.value(),
                    policyDeadline,
                    notAfter,
                    seen.epoch(),
                    seen.writtenAt(),
                    false)));
  }

  @Override
  public int batchSize() {
    return 7;
  }

  @Override
  public List<@Nullable ByteEntry> getAll(List<byte[]> keys) {
    List<@Nullable ByteEntry> all = new ArrayList<>();
    keys.forEach(key -> all.add(get(key)));
    return all;
  }

  @Override
  public List<Boolean> compareAndSetAll(List<ByteChange> changes) {
    return changes.stream()
        .map(change -> compareAndSet(change.key(), change.seen(), change.next()))
        .toList();
  }

  /** Leaves a lease, or finds what there is. */
  final ByteLease lease(byte[] key) {
    synchronized (content) {
      Entry lease =
          new Entry(
              new byte[0], Long.MIN_VALUE, Long.MIN_VALUE, content.invalidations.epoch(), 0, true);
      Entry there = entries.putIfAbsent(ByteBuffer.wrap(key), lease);
      return (there == null) ? new ByteLease(lease, false) : new ByteLease(there, there.lease);
    }
  }

  @Override
  public ByteCursor scan() {
    Iterator<Map.Entry<ByteBuffer, Entry>> iterator =
        doing(() -> entries.entrySet().stream().filter(each -> !each.getValue().lease).iterator());
    return new ByteCursor() {
      private byte[] key = {};
      private @Nullable Entry entry;

      @Override
      @SuppressWarnings("ByteBufferBackingArray") // they are wrapped arrays
      public boolean advance() {
        return doing(
            () -> {
              if (!iterator.hasNext()) {
                return false;
              }
              Map.Entry<ByteBuffer, Entry> next = iterator.next();
              key = next.getKey().array();
              entry = next.getValue();
              return true;
            });
      }

      @Override
      public byte[] key() {
        return key;
      }

      @Override
      public ByteEntry entry() {
        return java.util.Objects.requireNonNull(entry);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void clear() {
    onClear.run();
    doing(
        () -> {
          entries.clear();
          return true;
        });
  }

  @Override
  public long size() {
    return doing(entries::size);
  }

  @Override
  public OptionalLong knownSize() {
    return OptionalLong.of(entries.size());
  }

  @Override
  public void setMaximum(long maximum) {
    this.<@Nullable Void>doing(
        () -> {
          this.maximum = maximum;
          evict(ByteBuffer.allocate(0));
          return null;
        });
  }

  @Override
  @SuppressWarnings("ByteBufferBackingArray") // they are wrapped arrays
  public void sweep(Consumer<byte[]> dead) {
    Map<ByteBuffer, Entry> all = doing(() -> entries);
    all.forEach(
        (key, entry) -> {
          if (!deadlines.isLive(entry.expiresAt())) {
            dead.accept(key.array());
          }
        });
  }

  @Override
  public void close() {}

  @Override
  public void destroy() {
    clear();
  }
}
