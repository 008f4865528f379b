/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import uno.jcache.configuration.CachingConfiguration;
import uno.jcache.configuration.CachingSettings;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.support.Hashes;
import uno.jcache.internal.support.UserCode;
import uno.jcache.region.RegionSettings;

/** What is configured of a manager as a whole, and brought upon its caches. */
final class LiveConfiguration implements CachingConfiguration {
  private static final Logger LOGGER = System.getLogger(LiveConfiguration.class.getName());

  private final Manager manager;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Changes that are not told yet, in their order. */
  private final Queue<EntryChange> untold = new ConcurrentLinkedQueue<>();

  /** How many changes are to be told, with the one that is being told. */
  private final AtomicInteger telling = new AtomicInteger();

  /** Held while a change takes effect; those of {@link #changed} do without it. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Whether regions have changed since it was last looked at what they are. */
  private final AtomicBoolean outdated = new AtomicBoolean();

  /** What listeners know when all is told; null if there were none. Guarded by the lock. */
  private @Nullable CachingSettings known;

  /** Without the regions, which are what the caches are. */
  private volatile CachingSettings settings = CachingSettings.DEFAULTS;

  LiveConfiguration(Manager manager) {
    this.manager = manager;
  }

  /** Takes over what the manager was configured to be. */
  void start(CachingSettings configured) {
    settings = configured;
  }

  @Override
  public CachingSettings get() {
    Map<String, RegionSettings> regions = new TreeMap<>();
    manager.caches().forEach(cache -> regions.put(cache.getName(), cache.region().settings()));
    return settings.withRegions(regions);
  }

  /** Returns the settings, without regions. */
  CachingSettings settings() {
    return settings;
  }

  /**
   * Returns the name of the hash that stores put in the place of keys, or nothing; for new regions.
   */
  String keyHash() {
    CachingSettings now = settings;
    return now.hashedKeys() ? now.hashAlgorithm() : "";
  }

  /** Returns whether a store that fails counts as an empty one. */
  boolean isFallingBack() {
    return settings.fallbackOnError();
  }

  @Override
  public CachingSettings update(UnaryOperator<CachingSettings> change) {
    try {
      return change(change);
    } finally {
      look();
      tell();
    }
  }

  /**
   * Called after regions have come, gone or changed by themselves: tells that, or leaves it to the
   * change that is under way. Without waiting for that, as code of the application's that runs
   * within it may wait for this thread.
   */
  void changed() {
    if (manager.isClosed()) {
      return; // and with it all its regions
    }
    outdated.set(true);
    if (!lock.isHeldByCurrentThread()) {
      look();
      tell();
    }
  }

  /** Looks what regions are now; where another thread has the lock, that one does. */
  private void look() {
    while (outdated.get() && lock.tryLock()) {
      try {
        outdated.set(false);
        if (listeners.isEmpty()) {
          known = null;
        } else {
          CachingSettings unused = noticed();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Returns what is configured now, which is to be told if listeners do not know it. */
  private CachingSettings noticed() {
    CachingSettings before = known;
    CachingSettings now = get();
    if (before != null && !now.equals(before)) {
      untold.add(new EntryChange(before, now));
    }
    known = now;
    return now;
  }

  private CachingSettings change(UnaryOperator<CachingSettings> change) {
    lock.lock();
    try {
      CachingSettings before = noticed();
      CachingSettings wanted = change.apply(before);
      if (wanted.equals(before)) {
        return before;
      }
      Map<String, RegionSettings> changed = new TreeMap<>(wanted.regions());
      changed.entrySet().removeAll(before.regions().entrySet());
      check(wanted, changed);
      changed.keySet().removeAll(createAndBound(changed, wanted));
      settings = wanted.withRegions(Map.of());
      Failures failures = new Failures(); // from here on the change stands, and is to be told
      changed.forEach((name, region) -> failures.run(() -> manager.regions().update(name, region)));
      failures.run(manager::tellServing);
      CachingSettings after = noticed(); // the same, if it only left out regions, which stay
      failures.throwIfAny();
      return after;
    } finally {
      lock.unlock();
    }
  }

  private void check(CachingSettings after, Map<String, RegionSettings> regions) {
    Hashes.check(after.hashAlgorithm());
    regions.forEach(
        (name, region) -> {
          Optional<CacheFacade<?, ?>> cache = manager.cache(name);
          if (cache.isPresent()) {
            cache.get().region().check(region);
          } else {
            region.provider().ifPresent(manager::requireProvider);
          }
        });
  }

  /**
   * Does what can fail before it takes effect, and be undone: all of it, or nothing.
   *
   * @return the names of the regions that were created, for which nothing is left to do
   */
  private Set<String> createAndBound(Map<String, RegionSettings> regions, CachingSettings wanted) {
    Set<String> created = new HashSet<>();
    Deque<Runnable> undo = new ArrayDeque<>();
    CachingSettings old = settings;
    undo.push(() -> settings = old);
    settings = // what new regions take their places by
        old.withKeyPrefix(wanted.keyPrefix())
            .withHashedKeys(wanted.hashedKeys())
            .withHashAlgorithm(wanted.hashAlgorithm());
    try {
      regions.forEach(
          (name, region) -> {
            Optional<Region<?, ?>> existing = manager.cache(name).map(CacheFacade::region);
            if (existing.isEmpty()) {
              created.add(manager.regions().create(name, region).name());
              undo.push(() -> manager.destroyCache(name));
            } else if (region.maximumSize().isPresent()) {
              long before = existing.get().shown().maximumSize();
              existing.get().setMaximum(region.maximumSize().getAsLong());
              undo.push(() -> existing.get().setMaximum(before));
            }
          });
      return created;
    } catch (RuntimeException | Error e) {
      Failures failures = new Failures();
      failures.add(e);
      undo.forEach(failures::run);
      failures.throwIfAny();
      throw e; // it was the first of them
    }
  }

  /** A change to be told. */
  private record EntryChange(CachingSettings before, CachingSettings after) {}

  /**
   * Tells listeners of all changes, one after the other. Without a lock, as a listener may wait for
   * a thread that makes a change, or make one itself: who is telling already tells that, too.
   */
  private void tell() {
    if (telling.getAndIncrement() != 0) {
      return;
    }
    int told = 1;
    do {
      for (EntryChange next = untold.poll(); next != null; next = untold.poll()) {
        for (Listener listener : listeners) {
          tell(listener, next);
        }
      }
      told = telling.addAndGet(-told);
    } while (told != 0);
  }

  private static void tell(Listener listener, EntryChange change) {
    try {
      UserCode.run(() -> listener.onChange(change.before(), change.after()));
    } catch (RuntimeException | Error e) { // the change stands, and the others are to be told, too
      LOGGER.log(Level.WARNING, "A listener of configuration changes failed", e);
    }
  }

  @Override
  public void addListener(Listener listener) {
    listeners.add(requireNonNull(listener, "listener"));
    changed(); // so that it is known what it is from now on
  }

  @Override
  public void removeListener(Listener listener) {
    listeners.remove(listener);
  }
}
