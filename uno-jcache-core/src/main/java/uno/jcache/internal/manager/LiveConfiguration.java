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
import uno.jcache.internal.support.UserCode;
import uno.jcache.region.RegionSettings;

/** The settings of a manager in use, applied to its caches. */
final class LiveConfiguration implements CachingConfiguration {
  private static final Logger LOGGER = System.getLogger(LiveConfiguration.class.getName());

  private final Manager manager;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Changes that listeners have not been notified of yet, oldest first. */
  private final Queue<SettingsChange> pendingChanges = new ConcurrentLinkedQueue<>();

  /**
   * The number of requests to notify listeners. The thread that raised it from 0 serves them all.
   */
  private final AtomicInteger notifiers = new AtomicInteger();

  /** Held while {@link #update} applies a change. {@link #changed} does not wait for it. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Whether regions have changed since the last {@link #recordIfOutdated}. */
  private final AtomicBoolean outdated = new AtomicBoolean();

  /**
   * The settings that listeners have after all pending notifications; null if there are no
   * listeners. Guarded by the lock.
   */
  private @Nullable CachingSettings known;

  /** The settings without regions, which the caches have. */
  private volatile CachingSettings settings = CachingSettings.DEFAULTS;

  LiveConfiguration(Manager manager) {
    this.manager = manager;
  }

  /** Sets the configured settings. */
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

  /** Returns the algorithm by which stores of new regions hash their keys; empty if they do not. */
  String keyHash() {
    CachingSettings now = settings;
    return now.hashedKeys() ? now.hashAlgorithm() : "";
  }

  /** Returns whether a failing store is treated as empty. */
  boolean isFallingBack() {
    return settings.fallbackOnError();
  }

  @Override
  public CachingSettings update(UnaryOperator<CachingSettings> change) {
    try {
      return change(change);
    } finally {
      recordIfOutdated();
      notifyListeners();
    }
  }

  /**
   * Called after regions were created, removed, or updated in other ways. Notifies listeners, or
   * leaves this to a change in progress. Does not wait for that change, since application code
   * within it may wait for this thread.
   */
  void changed() {
    if (manager.isClosed()) {
      return; // its regions are closed, too: no listener is notified
    }
    outdated.set(true);
    if (!lock.isHeldByCurrentThread()) {
      recordIfOutdated();
      notifyListeners();
    }
  }

  /** Records changes of regions. If another thread has the lock, that thread records them. */
  private void recordIfOutdated() {
    while (outdated.get() && lock.tryLock()) {
      try {
        outdated.set(false);
        if (listeners.isEmpty()) {
          known = null;
        } else {
          CachingSettings unused = recordChange();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Returns the current settings, and records a change if listeners have others. */
  private CachingSettings recordChange() {
    CachingSettings before = known;
    CachingSettings now = get();
    if (before != null && !now.equals(before)) {
      pendingChanges.add(new SettingsChange(before, now));
    }
    known = now;
    return now;
  }

  private CachingSettings change(UnaryOperator<CachingSettings> change) {
    lock.lock();
    try {
      CachingSettings before = recordChange();
      CachingSettings requested = change.apply(before);
      if (requested.equals(before)) {
        return before;
      }
      Map<String, RegionSettings> changed = new TreeMap<>(requested.regions());
      changed.entrySet().removeAll(before.regions().entrySet());
      check(changed);
      changed.keySet().removeAll(createRegionsAndSetMaximums(changed, requested));
      settings = requested.withRegions(Map.of());
      Failures failures = new Failures(); // from here on the change stands
      changed.forEach((name, region) -> failures.run(() -> manager.regions().update(name, region)));
      failures.run(manager::applyEnabled);
      // Unchanged if the new settings only left out regions, which are kept.
      CachingSettings after = recordChange();
      failures.throwIfAny();
      return after;
    } finally {
      lock.unlock();
    }
  }

  private void check(Map<String, RegionSettings> regions) {
    regions.forEach(
        (name, region) -> {
          Optional<ManagedCache<?, ?>> cache = manager.cache(name);
          if (cache.isPresent()) {
            cache.get().region().check(region);
          } else {
            region.provider().ifPresent(manager::requireProvider);
          }
        });
  }

  /**
   * Applies the changes that can fail: creates regions and sets maximum sizes. Undoes all of them
   * if one fails.
   *
   * @return the names of the regions that were created, for which nothing is left to do
   */
  private Set<String> createRegionsAndSetMaximums(
      Map<String, RegionSettings> regions, CachingSettings requested) {
    Set<String> created = new HashSet<>();
    Deque<Runnable> undo = new ArrayDeque<>();
    CachingSettings old = settings;
    undo.push(() -> settings = old);
    settings = // new regions derive their keys and files from these
        old.withKeyPrefix(requested.keyPrefix())
            .withHashedKeys(requested.hashedKeys())
            .withHashAlgorithm(requested.hashAlgorithm());
    try {
      regions.forEach(
          (name, region) -> {
            Optional<Region<?, ?>> existing = manager.cache(name).map(ManagedCache::region);
            if (existing.isEmpty()) {
              created.add(manager.regions().create(name, region).name());
              undo.push(() -> manager.destroyCache(name));
            } else if (region.maximumSize().isPresent()) {
              long before = existing.get().summary().maximumSize();
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
      throw e; // not reached: throwIfAny throws it
    }
  }

  /** A change that listeners have not been notified of yet. */
  private record SettingsChange(CachingSettings before, CachingSettings after) {}

  /**
   * Notifies listeners of all pending changes, in order. Holds no lock, since a listener may wait
   * for a thread that changes settings, or change them itself; the notifying thread then notifies
   * of that change as well.
   */
  private void notifyListeners() {
    if (notifiers.getAndIncrement() != 0) {
      return;
    }
    int handled = 1;
    do {
      for (SettingsChange next = pendingChanges.poll();
          next != null;
          next = pendingChanges.poll()) {
        for (Listener listener : listeners) {
          notifyListener(listener, next);
        }
      }
      handled = notifiers.addAndGet(-handled);
    } while (handled != 0);
  }

  private static void notifyListener(Listener listener, SettingsChange change) {
    try {
      UserCode.run(() -> listener.onChange(change.before(), change.after()));
    } catch (RuntimeException | Error e) { // the change stands, and the others are notified
      LOGGER.log(Level.WARNING, "A listener of configuration changes failed", e);
    }
  }

  @Override
  public void addListener(Listener listener) {
    listeners.add(requireNonNull(listener, "listener"));
    changed(); // records what the listener knows
  }

  @Override
  public void removeListener(Listener listener) {
    listeners.remove(listener);
  }
}
