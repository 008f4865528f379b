/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;
import uno.jcache.EntryMetadata;
import uno.jcache.UnoAsyncCache;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.engine.CacheParts;
import uno.jcache.internal.engine.Invalidator;
import uno.jcache.internal.engine.Lifetime;
import uno.jcache.internal.engine.Operations;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.observe.Statistics.Kind;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.StoreRef;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.Keys;
import uno.jcache.internal.support.SimpleEntry;
import uno.jcache.internal.support.Unwrap;
import uno.jcache.internal.value.copy.Copies;
import uno.jcache.internal.value.copy.StoredForm;
import uno.jcache.monitoring.CacheSummary;
import uno.jcache.spi.OperationTime;

/**
 * The cache that the application uses. Checks arguments and whether it is open, brings values into
 * their stored form and back, measures times, and passes the rest to {@link Operations}. It is long
 * because {@link javax.cache.Cache} has many methods; no rule of JCache is implemented here.
 *
 * <p>The two most frequent operations have a fast path: {@link #get} reads a live value from the
 * store, and uses {@link Operations} only for a miss; {@link #put} is a blind write if nothing
 * needs the old value.
 */
final class CacheFacade<K, V> implements UnoCache<K, V> {
  private final ManagedCache<K, V> cache;
  private final String name;
  private final StoreRef<K> store;

  /** Whether operations wait for a server. */
  private final boolean isFar;

  private final Expiry expiry;
  private final Copies<K> keys;
  private final StoredForm<K, V> values;
  private final ArgumentChecks<K, V> checks;
  private final boolean loadsMisses;
  private final Statistics statistics;
  private final Operations<K, V> operations;
  private final Invalidator<K, V> invalidator;
  private final BackgroundLoads<K, V> backgroundLoads;

  /** Removes an entry that a read found dead. */
  private final Consumer<K> dead;

  /** Creates an open cache, as {@link ManagedCache} does. */
  CacheFacade(
      Manager manager, String name, UnoConfiguration<K, V> configuration, Levels.Factories stores) {
    this.cache = new ManagedCache<>(this, manager, name, configuration, stores);
    this.name = name;
    CacheParts<K, V> parts = cache.parts();
    this.store = parts.store();
    this.isFar = store.kept().isShared();
    this.expiry = parts.expiry();
    this.keys = parts.keys();
    this.values = parts.values();
    this.checks = cache.checks();
    this.loadsMisses = parts.isReadThrough() && parts.loader() != null;
    this.statistics = parts.statistics();
    this.operations = cache.operations();
    this.invalidator = operations.invalidator();
    this.dead = invalidator::expire;
    this.backgroundLoads = new BackgroundLoads<>(cache);
  }

  /** Returns whether other processes share the entries. */
  boolean isFar() {
    return isFar;
  }

  /** Returns this cache as its manager uses it. */
  ManagedCache<K, V> managed() {
    return cache;
  }

  private void requireOpen() {
    cache.requireOpen();
  }

  // ---- reads

  @Override
  @SuppressWarnings("NullAway") // JSR-107 has no nullness annotations: null is allowed here
  public @Nullable V get(K key) {
    requireOpen();
    requireNonNull(key, "key");
    if (!loadsMisses) {
      return find(key);
    }
    return isFar ? OperationTime.<@Nullable V>of(() -> findOrLoad(key)) : findOrLoad(key);
  }

  private @Nullable V findOrLoad(K key) {
    V value = find(key);
    return (value == null) ? operations.load(key) : value;
  }

  /** Looks up a value, without a load. */
  private @Nullable V find(K key) {
    if (statistics.isEnabled()) {
      return findAndCount(key);
    }
    Object stored = store.current().get(key, dead);
    return (stored == null) ? null : toApplicationValue(stored);
  }

  private @Nullable V findAndCount(K key) {
    long[] tally = statistics.quickTally();
    if (tally != null) {
      Object stored = store.current().get(key, dead);
      if (stored == null) {
        statistics.countMiss(key);
        return null;
      }
      Statistics.countHit(tally);
      return toApplicationValue(stored);
    }
    long start = statistics.start(Kind.GET);
    V value = lookUp(key);
    if (start != 0) {
      statistics.sampleRead(key);
      statistics.record(Kind.GET, start, 1);
    }
    return value;
  }

  /** Looks up a value, without a load, and counts a hit or a miss. */
  private @Nullable V lookUp(K key) {
    Object stored = store.current().get(key, dead);
    if (stored == null) {
      statistics.countMiss(key);
      return null;
    }
    statistics.countHit();
    return toApplicationValue(stored);
  }

  /** Returns a stored value as the application gets it, and records the access. */
  @SuppressWarnings("unchecked")
  private V toApplicationValue(Object stored) {
    if (values.isTheValueItself()) {
      return (V) stored;
    } else if (values.records()) {
      values.accessed(stored, expiry.recently());
    }
    return values.valueOf(stored);
  }

  @Override
  public @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader) {
    return get(key, loader, Lifetime.BY_POLICY.timeToLive());
  }

  @Override
  public @Nullable V get(
      K key, Function<? super K, ? extends @Nullable V> loader, Duration timeToLive) {
    requireOpen();
    return get(key, loader, lifetime(timeToLive).timeToLive());
  }

  private @Nullable V get(
      K key, Function<? super K, ? extends @Nullable V> loader, long timeToLive) {
    requireOpen();
    checks.requireKey(key);
    requireNonNull(loader, "loader");
    return isFar
        ? OperationTime.<@Nullable V>of(() -> findOrLoad(key, loader, timeToLive))
        : findOrLoad(key, loader, timeToLive);
  }

  private @Nullable V findOrLoad(
      K key, Function<? super K, ? extends @Nullable V> loader, long timeToLive) {
    V value = find(key);
    return (value == null) ? operations.load(key, loader, timeToLive) : value;
  }

  @Override
  public @Nullable V reload(K key, Function<? super K, ? extends @Nullable V> loader) {
    return reload(key, loader, Lifetime.BY_POLICY.timeToLive());
  }

  @Override
  public @Nullable V reload(
      K key, Function<? super K, ? extends @Nullable V> loader, Duration timeToLive) {
    requireOpen();
    return reload(key, loader, lifetime(timeToLive).timeToLive());
  }

  private @Nullable V reload(
      K key, Function<? super K, ? extends @Nullable V> loader, long timeToLive) {
    requireOpen();
    checks.requireKey(key);
    requireNonNull(loader, "loader");
    return OperationTime.<@Nullable V>of(() -> operations.reload(key, loader, timeToLive));
  }

  @Override
  public Map<K, V> getAll(Set<? extends K> keys) {
    requireOpen();
    return getAllOr(keys, operations::loadMissing);
  }

  @Override
  public Map<K, V> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends Map<? extends K, ? extends V>> loader) {
    requireOpen();
    return getAll(keys, loader, Lifetime.BY_POLICY.timeToLive());
  }

  @Override
  public Map<K, V> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends Map<? extends K, ? extends V>> loader,
      Duration timeToLive) {
    requireOpen();
    return getAll(keys, loader, lifetime(timeToLive).timeToLive());
  }

  private Map<K, V> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends Map<? extends K, ? extends V>> loader,
      long timeToLive) {
    requireNonNull(loader, "loader");
    keys.forEach(checks::requireKey);
    return getAllOr(keys, missing -> operations.loadMissing(missing, loader, timeToLive));
  }

  /** Returns the cached values, and loads the missing ones. */
  private Map<K, V> getAllOr(Set<? extends K> keys, Function<List<K>, Map<K, V>> load) {
    ArgumentChecks.requireKeys(keys);
    return isFar ? OperationTime.of(() -> findOrLoadAll(keys, load)) : findOrLoadAll(keys, load);
  }

  private Map<K, V> findOrLoadAll(Set<? extends K> keys, Function<List<K>, Map<K, V>> load) {
    long start = statistics.start(Kind.GET);
    Map<K, V> found = lookUpAll(keys);
    List<K> missing = new ArrayList<>();
    for (K key : keys) {
      if (!found.containsKey(key)) {
        missing.add(key);
      }
    }
    statistics.record(Kind.GET, start, keys.size()); // without the loads
    if (start != 0 && !keys.isEmpty()) { // one of them: as many as of single reads
      int chosen = ThreadLocalRandom.current().nextInt(keys.size());
      keys.stream().skip(chosen).findFirst().ifPresent(statistics::sampleRead);
    }
    found.putAll(load.apply(missing));
    return found;
  }

  private Map<K, V> lookUpAll(Set<? extends K> keys) {
    Map<K, V> found = new HashMap<>(2 * keys.size());
    int most = store.current().batch();
    if (most == 1) {
      for (K key : keys) {
        V value = lookUp(key);
        if (value != null) {
          found.put(key, value);
        }
      }
      return found;
    }
    List<K> batch = new ArrayList<>();
    for (K key : keys) {
      batch.add(key);
      if (batch.size() == most) {
        lookUpTogether(batch, found);
        OperationTime.renew();
        batch.clear();
      }
    }
    lookUpTogether(batch, found);
    return found;
  }

  private void lookUpTogether(List<K> keys, Map<K, V> found) {
    if (keys.isEmpty()) {
      return;
    }
    Map<K, Object> stored = store.current().getAll(keys, dead);
    for (K key : keys) {
      Object value = stored.get(key);
      if (value == null) {
        statistics.countMiss(key);
      } else {
        statistics.countHit();
        found.put(key, toApplicationValue(value));
      }
    }
  }

  @Override
  public boolean containsKey(K key) {
    requireOpen();
    requireNonNull(key, "key");
    return operations.containsKey(key);
  }

  @Override
  public void loadAll(
      Set<? extends K> keys, boolean replaceExistingValues, @Nullable CompletionListener listener) {
    requireOpen();
    ArgumentChecks.requireKeys(keys);
    backgroundLoads.start(new HashSet<>(keys), replaceExistingValues, listener);
  }

  /** Loads as {@link #loadAll} does, in this thread, and throws if this fails. */
  void loadAllHere(Set<? extends K> keys, boolean replaceExistingValues) {
    requireOpen();
    ArgumentChecks.requireKeys(keys);
    operations.loadAll(new HashSet<>(keys), replaceExistingValues);
  }

  // ---- writes

  @Override
  public void put(K key, V value) {
    requireOpen();
    checks.requireEntry(key, value);
    if (statistics.isEnabled()) {
      long start = statistics.start(Kind.PUT);
      putChecked(key, value);
      statistics.record(Kind.PUT, start, 1);
    } else {
      putChecked(key, value);
    }
  }

  private void putChecked(K key, V value) {
    Object stored = values.of(key, value);
    operations.put(key, value, stored, Lifetime.BY_POLICY);
  }

  @Override
  public void put(K key, V value, Duration timeToLive) {
    requireOpen();
    checks.requireEntry(key, value);
    Lifetime lifetime = lifetime(timeToLive);
    long start = statistics.start(Kind.PUT);
    operations.put(key, value, values.of(key, value), lifetime);
    statistics.record(Kind.PUT, start, 1);
  }

  /** Returns an entry's own lifetime. From now on, entries of this cache can expire. */
  private Lifetime lifetime(Duration timeToLive) {
    Lifetime lifetime = new Lifetime(checks.millis(timeToLive));
    cache.expectDeadlines();
    return lifetime;
  }

  @Override
  @SuppressWarnings("NullAway") // JSR-107 has no nullness annotations: null is allowed here
  public @Nullable V getAndPut(K key, V value) {
    requireOpen();
    checks.requireEntry(key, value);
    return getAndPut(key, value, Lifetime.BY_POLICY);
  }

  @Override
  public @Nullable V getAndPut(K key, V value, Duration timeToLive) {
    requireOpen();
    checks.requireEntry(key, value);
    return getAndPut(key, value, lifetime(timeToLive));
  }

  private @Nullable V getAndPut(K key, V value, Lifetime lifetime) {
    long start = statistics.start(Kind.GET);
    V old = operations.getAndPut(key, value, values.of(key, value), lifetime);
    statistics.record(Kind.GET, start, 1);
    statistics.record(Kind.PUT, start, 1);
    return old;
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> map) {
    requireOpen();
    putAll(map, Lifetime.BY_POLICY);
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> map, Duration timeToLive) {
    requireOpen();
    putAll(map, lifetime(timeToLive));
  }

  private void putAll(Map<? extends K, ? extends V> map, Lifetime lifetime) {
    Map<K, Object> stored = new HashMap<>();
    map.forEach(
        (key, value) -> {
          checks.requireEntry(key, value);
          stored.put(keys.copy(key), values.of(key, value));
        });
    long start = statistics.start(Kind.PUT);
    operations.putAll(map, stored, lifetime);
    statistics.record(Kind.PUT, start, stored.size());
  }

  @Override
  public boolean putIfAbsent(K key, V value) {
    requireOpen();
    checks.requireEntry(key, value);
    return putIfAbsent(key, value, Lifetime.BY_POLICY);
  }

  @Override
  public boolean putIfAbsent(K key, V value, Duration timeToLive) {
    requireOpen();
    checks.requireEntry(key, value);
    return putIfAbsent(key, value, lifetime(timeToLive));
  }

  private boolean putIfAbsent(K key, V value, Lifetime lifetime) {
    long start = statistics.start(Kind.PUT);
    boolean done = operations.putIfAbsent(key, value, values.of(key, value), lifetime);
    statistics.record(Kind.PUT, start, done ? 1 : 0);
    return done;
  }

  @Override
  public boolean replace(K key, V oldValue, V newValue) {
    requireOpen();
    checks.requireEntry(key, newValue);
    requireNonNull(oldValue, "oldValue");
    long start = statistics.start(Kind.GET);
    boolean done = operations.replace(key, oldValue, newValue, values.of(key, newValue));
    statistics.record(Kind.GET, start, 1);
    statistics.record(Kind.PUT, start, done ? 1 : 0);
    return done;
  }

  @Override
  public boolean replace(K key, V value) {
    requireOpen();
    checks.requireEntry(key, value);
    return replaceExisting(key, value, Lifetime.BY_POLICY);
  }

  @Override
  public boolean replaceFor(K key, V value, Duration timeToLive) {
    requireOpen();
    checks.requireEntry(key, value);
    return replaceExisting(key, value, lifetime(timeToLive));
  }

  private boolean replaceExisting(K key, V value, Lifetime lifetime) {
    long start = statistics.start(Kind.GET);
    boolean done = operations.replace(key, value, values.of(key, value), lifetime);
    statistics.record(Kind.GET, start, 1);
    statistics.record(Kind.PUT, start, done ? 1 : 0);
    return done;
  }

  @Override
  @SuppressWarnings("NullAway") // JSR-107 has no nullness annotations: null is allowed here
  public @Nullable V getAndReplace(K key, V value) {
    requireOpen();
    checks.requireEntry(key, value);
    long start = statistics.start(Kind.GET);
    V old = operations.getAndReplace(key, value, values.of(key, value));
    statistics.record(Kind.GET, start, 1);
    statistics.record(Kind.PUT, start, (old == null) ? 0 : 1);
    return old;
  }

  @Override
  public boolean remove(K key) {
    requireOpen();
    requireNonNull(key, "key");
    long start = statistics.start(Kind.REMOVE);
    boolean done = operations.remove(key);
    statistics.record(Kind.REMOVE, start, done ? 1 : 0);
    return done;
  }

  @Override
  public boolean remove(K key, V oldValue) {
    requireOpen();
    requireNonNull(key, "key");
    requireNonNull(oldValue, "oldValue");
    long start = statistics.start(Kind.GET);
    boolean done = operations.remove(key, oldValue);
    statistics.record(Kind.GET, start, 1);
    statistics.record(Kind.REMOVE, start, done ? 1 : 0);
    return done;
  }

  @Override
  @SuppressWarnings("NullAway") // JSR-107 has no nullness annotations: null is allowed here
  public @Nullable V getAndRemove(K key) {
    requireOpen();
    requireNonNull(key, "key");
    long start = statistics.start(Kind.GET);
    V old = operations.getAndRemove(key);
    statistics.record(Kind.GET, start, 1);
    statistics.record(Kind.REMOVE, start, (old == null) ? 0 : 1);
    return old;
  }

  @Override
  public void removeAll(Set<? extends K> keys) {
    requireOpen();
    ArgumentChecks.requireKeys(keys);
    long start = statistics.start(Kind.REMOVE);
    operations.removeAll(keys);
    statistics.record(Kind.REMOVE, start, keys.size());
  }

  @Override
  public void removeAll() {
    requireOpen();
    long start = statistics.start(Kind.REMOVE);
    int removed = operations.removeAll();
    statistics.record(Kind.REMOVE, start, removed);
  }

  @Override
  public void clear() {
    requireOpen();
    invalidator.clear();
  }

  @Override
  public boolean touch(K key, Duration timeToLive) {
    requireOpen();
    requireNonNull(key, "key");
    long life = lifetime(timeToLive).timeToLive();
    return operations.touch(key, life);
  }

  @Override
  public boolean invalidate(K key) {
    requireOpen();
    return operations.invalidateAll(List.of(requireNonNull(key, "key"))) > 0;
  }

  @Override
  public long invalidateAll(Set<? extends K> keys) {
    requireOpen();
    ArgumentChecks.requireKeys(keys);
    return operations.invalidateAll(keys);
  }

  @Override
  public long invalidateMatching(String pattern) {
    requireOpen();
    return cache.invalidateMatching(requireNonNull(pattern, "pattern"));
  }

  @Override
  public Stream<K> keys() {
    requireOpen();
    return keys("");
  }

  @Override
  public Stream<K> keysMatching(String pattern) {
    requireOpen();
    Glob matching = Glob.of(requireNonNull(pattern, "pattern"));
    return keys(Glob.commonPrefix(List.of(matching)))
        .filter(key -> matching.matches(Keys.text(key)));
  }

  private Stream<K> keys(String prefix) {
    EntryCursor<K, Object> cursor = store.current().scanKeys(prefix);
    Iterator<K> live =
        new LiveIterator<>(this, cursor, EntryCursor::expiresAt, at -> keys.copy(at.key()));
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(live, Spliterator.DISTINCT | Spliterator.NONNULL),
            false)
        .onClose(cursor::close);
  }

  @Override
  public Optional<EntryMetadata> metadata(K key) {
    requireOpen();
    return operations.metadata(requireNonNull(key, "key"), cache.levelsWith(key));
  }

  @Override
  public long size() {
    requireOpen();
    return store.current().size();
  }

  // ---- processors

  @Override
  @SuppressWarnings("NullAway") // JSR-107 has no nullness annotations: null is allowed here
  public <T> @Nullable T invoke(
      K key, EntryProcessor<K, V, T> processor, @Nullable Object... arguments) {
    requireOpen();
    checks.requireKey(key);
    requireNonNull(processor, "entryProcessor");
    long start = statistics.start(Kind.GET);
    T result = operations.invoke(key, processor, arguments);
    statistics.record(Kind.GET, start, 1);
    return result;
  }

  @Override
  public <T> Map<K, EntryProcessorResult<T>> invokeAll(
      Set<? extends K> keys, EntryProcessor<K, V, T> processor, @Nullable Object... arguments) {
    requireOpen();
    ArgumentChecks.requireKeys(keys);
    requireNonNull(processor, "entryProcessor");
    keys.forEach(checks::requireKey);
    long start = statistics.start(Kind.GET);
    Map<K, EntryProcessorResult<T>> results = new HashMap<>();
    Failures errors = new Failures();
    operations
        .invokeAll(keys, processor, arguments)
        .forEach(
            (key, attempt) -> {
              T result = attempt.result();
              if (attempt.failure() instanceof Error error) {
                errors.add(error);
              } else if (attempt.failure() != null) {
                results.put(key, failed(attempt.failure()));
              } else if (result != null) {
                results.put(key, () -> result);
              }
            });
    statistics.record(Kind.GET, start, keys.size());
    errors.throwIfAny();
    return results;
  }

  private static <T> EntryProcessorResult<T> failed(Throwable e) {
    EntryProcessorException failure =
        (e instanceof EntryProcessorException it) ? it : new EntryProcessorException(e);
    return () -> {
      throw failure;
    };
  }

  // ---- everything else

  @Override
  public CacheSummary stats() {
    requireOpen();
    return cache.manager().monitoring().regionSummary(name);
  }

  @Override
  public ConcurrentMap<K, V> asMap() {
    return new MapView<>(this);
  }

  @Override
  public UnoAsyncCache<K, V> async() {
    return async(cache.executor());
  }

  @Override
  public UnoAsyncCache<K, V> async(Executor executor) {
    return new AsyncFacade<>(this, requireNonNull(executor, "executor"));
  }

  @Override
  public Iterator<Entry<K, V>> iterator() {
    requireOpen();
    return new LiveIterator<>(
        this, store.current().scan(), at -> at.entry().expiresAt(), this::nextEntry);
  }

  /** Returns the entry that an iterator moves to, and counts this as a read. */
  private Entry<K, V> nextEntry(EntryCursor<K, Object> cursor) {
    K key = cursor.key();
    boolean usesFetchedValue = store.current().batch() > 1 && !expiry.isMovedByAccess();
    Object found = usesFetchedValue ? null : store.current().get(key);
    Object stored = (found == null) ? cursor.entry().value() : found; // it was removed just now
    statistics.countHit();
    return new SimpleEntry<>(keys.copy(key), toApplicationValue(stored));
  }

  @Override
  public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
    requireOpen();
    cache.registerListener(listener);
  }

  @Override
  public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
    requireOpen();
    cache.deregisterListener(listener);
  }

  @Override
  public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
    if (type.isAssignableFrom(UnoConfiguration.class)) {
      return type.cast(getConfiguration());
    }
    throw new IllegalArgumentException(
        "Cache '"
            + name
            + "' has no configuration of "
            + type.getName()
            + "; ask for CompleteConfiguration or UnoConfiguration");
  }

  @Override
  public UnoConfiguration<K, V> getConfiguration() {
    return cache.getConfiguration();
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public @Nullable UnoCacheManager getCacheManager() {
    return cache.isClosed() ? null : cache.manager();
  }

  @Override
  public void close() {
    cache.close();
  }

  @Override
  public boolean isClosed() {
    return cache.isClosed();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return Unwrap.unwrap(this, type, "Cache '" + name + "' (which can be unwrapped as UnoCache)");
  }

  @Override
  public String toString() {
    return cache.toString();
  }
}
