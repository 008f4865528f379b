/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import uno.jcache.file.PendingDeadlines.DeadlineUpdate;
import uno.jcache.spi.BlindPuts;
import uno.jcache.spi.Bounded;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Inspectable;
import uno.jcache.spi.Invalidating;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.Persistent;
import uno.jcache.spi.Scannable;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.Sweepable;
import uno.jcache.spi.UnstorableException;

/**
 * The entries of one region, in one file.
 *
 * <p>Each stored value gets a version, which never identifies another value of the same key. A
 * compare-and-set compares versions. They begin at a random number, because the file has entries of
 * earlier processes.
 *
 * <p>A failed operation is retried if {@link RegionFile} could recover.
 */
final class FileByteStore
    implements ByteStore,
        Scannable,
        BlindPuts,
        Invalidating,
        Bounded,
        Sweepable,
        Persistent,
        Inspectable,
        Housekeeper.MaintainedStore {
  /**
   * Size limit of an entry, in bytes. Storing an entry needs several times its size in the heap.
   */
  private static final long LARGEST_ENTRY = 1L << 28;

  private final String region;
  private final FileSettings settings;
  private final FileResources resources;
  private final RegionFile file;
  private final Deadlines time;
  private final long maximumBytes;
  private final PendingDeadlines pendingDeadlines = new PendingDeadlines();
  private final EarliestDeadline earliestDeadline = new EarliestDeadline();
  private final Recency recency;
  private final Eviction eviction;
  private final Housekeeper housekeeper;
  private final Consumer<FileByteStore> onClose;
  private final AtomicLong versions = new AtomicLong(ThreadLocalRandom.current().nextLong());
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private final FileInvalidations invalidations;
  private final FileStatus status;

  /**
   * Opens the region's file.
   *
   * @param onClose called when the store is closed
   * @throws CacheException if it cannot be opened; the message names the path
   */
  FileByteStore(StoreContext context, FileResources resources, Consumer<FileByteStore> onClose) {
    this.region = context.cacheName();
    this.resources = resources;
    this.settings = resources.settings();
    this.time = context.deadlines();
    this.maximumBytes = context.maximumBytes().orElse(settings.maxBytes());
    this.onClose = onClose;
    this.recency = new Recency(context.maximum());
    this.file =
        new RegionFile(region, context.owner(), resources, new WeakListener(context.listener()));
    this.eviction =
        new Eviction(
            file,
            time,
            pendingDeadlines,
            recency,
            context.listener(),
            context.maximum(),
            maximumBytes);
    this.invalidations = file.state().invalidations();
    this.status = new FileStatus(file, resources.space(), maximumBytes);
    this.housekeeper = new Housekeeper(file, resources, this);
    try {
      housekeeper.start();
    } catch (RuntimeException | Error e) { // there may be too many threads
      file.close(session -> {});
      throw e;
    }
  }

  // ---- reads

  @Override
  public @Nullable ByteEntry get(byte[] key) {
    return file.read(session -> get(session, key));
  }

  private @Nullable FileEntry get(Session session, byte[] key) {
    // Read first: if the update is written to the file meanwhile, the entry has its deadline.
    DeadlineUpdate update = pendingDeadlines.get(key);
    byte[] stored = session.get(key);
    FileEntry entry = (stored == null) ? null : decode(key, stored, update);
    if (entry != null) {
      recency.recordUse(FileKey.hash(key));
    }
    return entry;
  }

  /** Returns the entry, or removes it and returns null if it was damaged. */
  private @Nullable FileEntry decode(byte[] key, byte[] stored, @Nullable DeadlineUpdate update) {
    FileEntry entry = FileEntry.decode(stored);
    if (entry == null) {
      if (change(key, null, new EntryChange.RemoveExact(stored))) {
        file.recordDamagedEntry();
      }
      return null;
    }
    return (update == null || update.version() != entry.version())
        ? entry
        : entry.withDeadlines(update.policyDeadline(), update.notAfter());
  }

  @Override
  public ByteCursor scan() {
    BatchedScan scan = new BatchedScan(file);
    return new ByteCursor() {
      private @Nullable FileEntry entry;

      @Override
      public boolean advance() {
        do {
          if (!scan.advance()) {
            return false;
          }
          entry = decode(scan.key(), scan.stored(), pendingDeadlines.get(scan.key()));
        } while (entry == null);
        return true;
      }

      @Override
      public byte[] key() {
        return scan.key();
      }

      @Override
      public ByteEntry entry() {
        if (entry == null) {
          throw new IllegalStateException("call advance first");
        }
        return entry;
      }

      @Override
      public void close() {
        scan.close();
      }
    };
  }

  @Override
  public long size() {
    return file.session().entries().sizeAsLong();
  }

  @Override
  public OptionalLong knownSize() {
    Session session = file.sessionOrNull();
    return (session == null)
        ? OptionalLong.empty()
        : OptionalLong.of(session.entries().sizeAsLong());
  }

  // ---- changes

  @Override
  public List<Boolean> putAll(
      List<byte[]> keys, List<byte[]> values, long deadline, boolean keepsDeadline) {
    List<Boolean> stored = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      put(keys.get(i), values.get(i), deadline, keepsDeadline);
      stored.add(true);
    }
    return stored;
  }

  private void put(byte[] key, byte[] value, long deadline, boolean keepsDeadline) {
    byte[] stored = encode(key, value, time.now());
    EntryChange.Put put =
        new EntryChange.Put(
            deadline, keepsDeadline ? time : null, pendingDeadlines.get(key), invalidations::epoch);
    change(key, stored, put);
    earliestDeadline.add(put.deadline());
  }

  @Override
  public boolean compareAndSet(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
    EntryChange.Replace change;
    if (seen == null) {
      change = EntryChange.Replace.absent();
    } else if (seen instanceof FileEntry entry) {
      change = EntryChange.Replace.version(entry.version());
    } else {
      throw new IllegalArgumentException("not an entry of this store: " + seen);
    }
    if (next == null) {
      if (!change(key, null, change)) {
        return false;
      }
      if (settings.syncRemovals() && seen != null) {
        commit();
      }
      return true;
    }
    byte[] stored = encode(key, next.value(), next.writtenAt());
    long epoch = next.epoch();
    FileEntry.complete(stored, next.policyDeadline(), next.notAfter(), epoch);
    boolean replaced = change(key, stored, change.onlyIf(() -> epoch == invalidations.epoch()));
    if (replaced) {
      earliestDeadline.add(next.expiresAt());
    }
    return replaced;
  }

  private byte[] encode(byte[] key, byte[] value, long writtenAt) {
    long bytes = (long) FileEntry.HEADER + key.length + value.length;
    if (bytes > Math.min(maximumBytes, LARGEST_ENTRY)) {
      throw new UnstorableException(
          "Cache '"
              + region
              + "': an entry of "
              + bytes
              + " bytes is larger than "
              + ((maximumBytes < LARGEST_ENTRY)
                  ? "all entries may be ("
                      + maximumBytes
                      + "): raise '"
                      + FileSettings.MAX_BYTES.name()
                      + "'"
                  : "an entry in a file may be (" + LARGEST_ENTRY + ")"));
    }
    return FileEntry.encode(value, versions.incrementAndGet(), writtenAt);
  }

  /** Makes a change and counts it. Returns whether it was made. */
  private boolean change(byte[] key, byte @Nullable [] stored, EntryChange change) {
    if (stored != null) {
      resources.space().checkSpace(stored.length);
    }
    byte[] before;
    try {
      before = file.write(session -> session.operate(key, stored, change));
    } catch (Error e) { // the change may have been made
      file.state().uncommittedKeys().add(FileKey.hash(key));
      throw e;
    }
    if (change.isMade() && (before != null || stored != null)) {
      // Outside the change, so that the change is not repeated if something fails here.
      if (file.recordChange(change.session(), key)) {
        count(key, before, stored);
      } else {
        boolean unused = change(key, null, new EntryChange.Remove());
      }
    }
    return change.isMade();
  }

  private void count(byte[] key, byte @Nullable [] before, byte @Nullable [] after) {
    file.state().accounting().recordChange(key, before, after);
    if (before != null) {
      pendingDeadlines.removeOf(key, before);
    }
    housekeeper.recordChange();
    if (before != null && housekeeper.isJvmEnding()) {
      commit(); // there may be no later commit, and the old entry would reappear
    }
    if (after != null) {
      makeRoom(FileKey.hash(key));
    }
  }

  private void makeRoom(int hash) {
    Session session = file.sessionOrNull();
    if (session == null) {
      return;
    }
    recency.recordStore(hash, session.entries().sizeAsLong());
    if (eviction.isDue(session)) {
      file.run(eviction::run);
    }
  }

  @Override
  public boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    if (!(seen instanceof FileEntry entry)) {
      throw new IllegalArgumentException("not an entry of this store: " + seen);
    }
    DeadlineUpdate update = new DeadlineUpdate(entry.version(), policyDeadline, notAfter);
    DeadlineUpdate before;
    do {
      // Read first: if this is the update of a later entry, the check below finds that entry.
      before = pendingDeadlines.get(key);
      byte[] stored = file.write(session -> session.get(key));
      if (stored == null
          || !FileEntry.isEntry(stored)
          || FileEntry.version(stored) != entry.version()) {
        return false;
      }
      if (before == null && pendingDeadlines.isFull()) {
        flush(key, update);
        break;
      }
    } while (!pendingDeadlines.replace(key, before, update));
    earliestDeadline.add(update.expiresAt());
    return true;
  }

  @Override
  public void evict(Session session) {
    eviction.run(session);
  }

  /** Writes the pending deadlines. */
  @Override
  public void flush() {
    pendingDeadlines.flush(this::flush);
  }

  private void flush(byte[] key, DeadlineUpdate update) {
    file.run(
        session -> {
          byte[] stored = session.get(key);
          if (stored != null && FileEntry.isEntry(stored)) {
            byte[] updated = stored.clone();
            FileEntry.setDeadlines(updated, update.policyDeadline(), update.notAfter());
            session.operate(key, updated, EntryChange.Replace.version(update.version()));
          }
        });
  }

  @Override
  public void clear() {
    if (file.isClosed()) {
      return;
    }
    file.run(
        session -> {
          try {
            session.entries().clear();
          } finally {
            file.state().uncommittedKeys().addAll(); // callers may see this before it is written
          }
          file.state().accounting().reset();
          pendingDeadlines.clear();
          file.commit(session);
        });
  }

  // ---- invalidations

  @Override
  public Invalidations invalidations(byte[] key) {
    return invalidations.current();
  }

  @Override
  public Set<Long> unreclaimed() {
    return invalidations.current().unreclaimed();
  }

  @Override
  public OptionalLong invalidate(List<String> patterns) {
    return invalidations.publish(file, patterns);
  }

  @Override
  public void reclaimed(long epoch) {
    invalidations.recordReclaimed(file, epoch);
  }

  /** Writes all changes. */
  private void commit() {
    file.run(file::commit);
  }

  // ---- bounds

  @Override
  public void setMaximum(long maximum) {
    eviction.setMaximum(maximum);
    file.run(eviction::run); // for a bounded time; the housekeeper does the rest
  }

  @Override
  public void sweep(Consumer<byte[]> dead) {
    resources.workers().restart();
    if (!earliestDeadline.isDue(time::isLive) || !sweeping.compareAndSet(false, true)) {
      return;
    }
    try {
      earliestDeadline.beginScan();
      BatchedScan scan = new BatchedScan(file);
      List<byte[]> expired = new ArrayList<>();
      while (scan.advance()) {
        FileEntry entry = decode(scan.key(), scan.stored(), pendingDeadlines.get(scan.key()));
        if (entry != null && time.isLive(entry.expiresAt())) {
          earliestDeadline.addLive(entry.expiresAt());
        } else if (entry != null) {
          expired.add(scan.key());
        }
        if (scan.isBatchEnd()) {
          expired.forEach(dead);
          if (expired.stream().anyMatch(key -> get(key) != null)) {
            earliestDeadline.addLive(Deadlines.IMMEDIATELY); // the next sweep tries again
          }
          expired.clear();
        }
      }
      earliestDeadline.endScan();
    } finally {
      sweeping.set(false);
    }
  }

  // ---- inspection and the end

  @Override
  public Map<String, Object> details() {
    return status.details();
  }

  FileStatus status() {
    return status;
  }

  String region() {
    return region;
  }

  @Override
  public void destroy() {
    close(() -> file.destroy());
  }

  @Override
  public void close() {
    close(() -> file.close(session -> flush()));
  }

  private void close(Runnable end) {
    boolean interrupted = Thread.interrupted();
    try {
      housekeeper.stop();
      end.run();
      onClose.accept(this);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
