/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import uno.jcache.file.PendingDeadlines.Touch;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.UnstorableException;

/**
 * The entries of one region, in one file.
 *
 * <p>Each value that is stored gets a number, its version, which never stands for another value of
 * its key: by this, a change knows what was seen. Numbers begin at random, as the file holds
 * entries of earlier processes.
 *
 * <p>What fails is tried again where {@link RegionFile} has found a way on.
 */
final class FileByteStore implements ByteStore, Housekeeper.Owner {
  /** Larger ones would take several times their size of the heap at once. */
  private static final long LARGEST = 1L << 28;

  private final String region;
  private final FileSettings settings;
  private final FileResources resources;
  private final RegionFile file;
  private final Expiry expiry;
  private final long maximumBytes;
  private final PendingDeadlines touches = new PendingDeadlines();
  private final EarliestDeadline deadlines = new EarliestDeadline();
  private final Recency recency;
  private final Eviction eviction;
  private final Housekeeper housekeeper;
  private final Consumer<FileByteStore> onClose;
  private final AtomicLong versions = new AtomicLong(ThreadLocalRandom.current().nextLong());
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private final ReentrantLock invalidating = new ReentrantLock();

  /**
   * Opens the region's file.
   *
   * @param onClose told when it is closed
   * @throws CacheException if it cannot be opened; the message names the path
   */
  FileByteStore(
      StoreContext<?, ?> context, FileResources resources, Consumer<FileByteStore> onClose) {
    this.region = context.cacheName();
    this.resources = resources;
    this.settings = resources.settings();
    this.expiry = context.expiry();
    this.maximumBytes = context.maximumBytes().orElse(settings.maxBytes());
    this.onClose = onClose;
    // What entries weigh is not known here; then bytes are the only bound.
    long maximum = (context.weigher() == null) ? context.maximum() : Long.MAX_VALUE;
    this.recency = new Recency(maximum);
    this.file =
        new RegionFile(region, context.owner(), resources, new WeakListener(context.listener()));
    this.eviction =
        new Eviction(file, expiry, touches, recency, context.listener(), maximum, maximumBytes);
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
    for (int attempt = 0; ; attempt++) {
      Session session = file.session();
      try {
        // First: it may be written meanwhile, and what is read then has its deadline.
        Touch touch = touches.get(key);
        byte[] stored = session.get(key);
        if (stored == null) {
          return null;
        }
        FileEntry entry = decode(key, stored, touch);
        if (entry != null) {
          recency.used(FileKey.hash(key));
        }
        return entry;
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        file.recover(session, e, attempt);
      }
    }
  }

  /** Returns the entry, or null if it was damaged, and is removed therefore. */
  private @Nullable FileEntry decode(byte[] key, byte[] stored, @Nullable Touch touch) {
    FileEntry entry = FileEntry.decode(stored);
    if (entry == null) {
      if (change(key, null, new EntryChange.Drop(stored))) {
        file.damaged();
      }
      return null;
    }
    return (touch == null || touch.version() != entry.version())
        ? entry
        : entry.withDeadlines(touch.policyDeadline(), touch.notAfter());
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
          entry = decode(scan.key(), scan.stored(), touches.get(scan.key()));
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
          throw new IllegalStateException("advance first");
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
  public boolean put(byte[] key, byte[] value, Expiry expiry) {
    byte[] stored = encode(key, value, expiry.now());
    EntryChange.Put put = new EntryChange.Put(expiry, touches.get(key), this::lastInvalidation);
    change(key, stored, put);
    deadlines.add(put.deadline());
    return true;
  }

  @Override
  public boolean replace(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
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
    boolean made = change(key, stored, change.onlyIf(() -> epoch == lastInvalidation()));
    if (made) {
      deadlines.add(next.expiresAt());
    }
    return made;
  }

  private byte[] encode(byte[] key, byte[] value, long writtenAt) {
    long bytes = (long) FileEntry.HEADER + key.length + value.length;
    if (bytes > Math.min(maximumBytes, LARGEST)) {
      throw new UnstorableException(
          "Cache '"
              + region
              + "': an entry of "
              + bytes
              + " bytes is larger than "
              + ((maximumBytes < LARGEST)
                  ? "the "
                      + maximumBytes
                      + " that all may take: raise '"
                      + FileSettings.MAX_BYTES
                      + "'"
                  : LARGEST + ", the largest that a file takes"));
    }
    return FileEntry.encode(value, versions.incrementAndGet(), writtenAt);
  }

  /** Makes a change and accounts for it. Returns whether it was made. */
  private boolean change(byte[] key, byte @Nullable [] stored, EntryChange change) {
    if (stored != null) {
      resources.space().admit(stored.length);
    }
    Optional<byte[]> before;
    try {
      before = write(session -> Optional.ofNullable(session.operate(key, stored, change)));
    } catch (Error e) { // it may be made
      file.suspects().add(FileKey.hash(key));
      throw e;
    }
    if (change.isMade() && (before.isPresent() || stored != null)) {
      // Apart from the change, which must not be tried again because something fails here.
      if (file.isLost(change.session(), key)) {
        boolean unused = change(key, null, new EntryChange.Remove());
      } else {
        account(key, before.orElse(null), stored);
      }
    }
    return change.isMade();
  }

  private void account(byte[] key, byte @Nullable [] before, byte @Nullable [] after) {
    file.accounting().changed(key, before, after);
    if (before != null) {
      touches.forget(key, before);
    }
    housekeeper.changed();
    if (before != null && housekeeper.isEnding()) {
      commit(); // or what was there would be back: nobody may commit later
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
    recency.stored(hash, session.entries().sizeAsLong());
    if (eviction.isDue(session)) {
      write(
          now -> {
            eviction.run(now);
            return true;
          });
    }
  }

  /**
   * Runs what takes locks of MVStore's. These fail if the thread is interrupted, so it is not
   * meanwhile.
   */
  private <R> R write(Function<Session, R> change) {
    boolean interrupted = Thread.interrupted();
    try {
      for (int attempt = 0; ; attempt++) {
        Session session = file.session();
        try {
          return change.apply(session);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
          if (e.getCause() instanceof InterruptedException && !session.store().isClosed()) {
            interrupted = true; // while it waited; nothing has changed
          } else {
            file.recover(session, e, attempt);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    if (!(seen instanceof FileEntry entry)) {
      throw new IllegalArgumentException("not an entry of this store: " + seen);
    }
    Touch touch = new Touch(entry.version(), policyDeadline, notAfter);
    Touch before;
    do {
      // First: where it is of what came after the entry, the entry is found to be gone then.
      before = touches.get(key);
      byte[] stored = write(session -> Optional.ofNullable(session.get(key))).orElse(null);
      if (stored == null
          || !FileEntry.isEntry(stored)
          || FileEntry.version(stored) != entry.version()) {
        return false;
      }
      if (before == null && touches.isFull()) {
        flush(key, touch);
        break;
      }
    } while (!touches.replace(key, before, touch));
    deadlines.add(touch.expiresAt());
    return true;
  }

  @Override
  public void evict(Session session) {
    eviction.run(session);
  }

  /** Writes the deadlines that were moved. */
  @Override
  public void flush() {
    touches.flush(this::flush);
  }

  private void flush(byte[] key, Touch touch) {
    write(
        session -> {
          byte[] stored = session.get(key);
          if (stored != null && FileEntry.isEntry(stored)) {
            byte[] moved = stored.clone();
            FileEntry.setDeadlines(moved, touch.policyDeadline(), touch.notAfter());
            session.operate(key, moved, EntryChange.Replace.version(touch.version()));
          }
          return true;
        });
  }

  @Override
  public void clear() {
    if (file.isClosed()) {
      return;
    }
    write(
        session -> {
          try {
            session.entries().clear();
          } finally {
            file.suspects().addAll(); // it may be seen, and never be written
          }
          file.accounting().reset();
          touches.clear();
          file.commit(session);
          return true;
        });
  }

  // ---- invalidations

  @Override
  public Invalidations invalidations(byte[] key) {
    return file.invalidations();
  }

  @Override
  public Set<Long> unreclaimed() {
    return file.invalidations().unreclaimed();
  }

  private long lastInvalidation() {
    return file.invalidations().epoch();
  }

  /**
   * Declares an invalidation: for this process at first, so that no change is made any more that
   * was decided before; then in the file. Changes that have asked for the number just before are
   * still made, but not later than the commit: this gives each map a new root, and a change is made
   * only to the root that it began with, or begins again and asks again.
   */
  @Override
  public long invalidate(List<String> patterns) {
    invalidating.lock();
    try {
      Invalidations before = file.invalidations();
      if (!before.hasRoomFor(patterns.size())) {
        return 0;
      }
      Invalidations next = before.plus(patterns);
      file.setInvalidations(next);
      write(
          session -> {
            session.setInvalidations(next);
            file.commit(session);
            return true;
          });
      return next.epoch();
    } finally {
      invalidating.unlock();
    }
  }

  /** The file hears of it with the next commit; until then it has one to reclaim in vain. */
  @Override
  public void reclaimed(long epoch) {
    invalidating.lock();
    try {
      Invalidations next = file.invalidations().reclaimed(epoch);
      file.setInvalidations(next);
      write(
          session -> {
            session.setInvalidations(next);
            return true;
          });
    } finally {
      invalidating.unlock();
    }
  }

  /** Writes what has changed. */
  private void commit() {
    write(
        session -> {
          file.commit(session);
          return true;
        });
  }

  // ---- bounds

  @Override
  public void setMaximum(long maximum) {
    eviction.setMaximum(maximum);
    write(
        session -> {
          eviction.run(session); // the rest is done by the housekeeper
          return true;
        });
  }

  @Override
  public void sweep(Consumer<byte[]> dead) {
    resources.workers().restart();
    if (!deadlines.isDue(expiry::isLive) || !sweeping.compareAndSet(false, true)) {
      return;
    }
    try {
      deadlines.begin();
      BatchedScan scan = new BatchedScan(file);
      List<byte[]> found = new ArrayList<>();
      while (scan.advance()) {
        FileEntry entry = decode(scan.key(), scan.stored(), touches.get(scan.key()));
        if (entry != null && expiry.isLive(entry.expiresAt())) {
          deadlines.found(entry.expiresAt());
        } else if (entry != null) {
          found.add(scan.key());
        }
        if (scan.isBatchEnd()) {
          found.forEach(dead);
          if (found.stream().anyMatch(key -> get(key) != null)) {
            deadlines.found(Expiry.AT_ONCE); // its end is for another search
          }
          found.clear();
        }
      }
      deadlines.end();
    } finally {
      sweeping.set(false);
    }
  }

  // ---- inspection and the end

  @Override
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("path", file.path().toString());
    Session session = file.sessionOrNull();
    if (session != null) {
      details.put("entries", session.entries().sizeAsLong());
      details.put("bytes", file.accounting().bytes());
      details.put("maximumBytes", maximumBytes);
      details.put("fileSize", session.file().size());
    }
    if (file.lastCommit() != null) {
      details.put("lastCommit", String.valueOf(file.lastCommit()));
    }
    details.put("corruptions", file.corruptions());
    details.put("state", state(session));
    return details;
  }

  private String state(@Nullable Session session) {
    StoreException failure = file.failure();
    if (file.isClosed()) {
      return "closed";
    } else if (session == null && failure != null) {
      return "out of service: " + failure.getMessage();
    }
    if (session != null && file.isReplaced(session)) {
      return "not saved: " + file.path() + " was removed or replaced while it was open";
    }
    if (session != null && file.isLate(session)) {
      return "late: what was changed is not written since " + file.lastCommit();
    }
    return resources.space().isLow() ? "takes nothing: the disk is nearly full" : "in service";
  }

  String region() {
    return region;
  }

  /** Returns whether it serves. */
  boolean isInService() {
    Session session = file.sessionOrNull();
    return session != null
        && !resources.space().isLow()
        && !file.isLate(session)
        && !file.isReplaced(session);
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
