/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.cache.CacheException;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;
import uno.jcache.Codec;
import uno.jcache.EntryMetadata;
import uno.jcache.UnoAsyncCache;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.internal.concurrent.BackgroundExecutor;
import uno.jcache.internal.concurrent.ExecutorTasks;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.engine.CacheParts;
import uno.jcache.internal.engine.Lifetime;
import uno.jcache.internal.engine.Operations;
import uno.jcache.internal.engine.event.Listeners;
import uno.jcache.internal.engine.integration.LoaderWhileOpen;
import uno.jcache.internal.engine.integration.WriteThrough;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.ConfigurationBean;
import uno.jcache.internal.observe.MBeans;
import uno.jcache.internal.observe.MonitoredCache;
import uno.jcache.internal.observe.RegionBean;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.observe.Statistics.Kind;
import uno.jcache.internal.observe.StatisticsBean;
import uno.jcache.internal.rule.RegionRules;
import uno.jcache.internal.rule.RuleTarget;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreRef;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.Keys;
import uno.jcache.internal.support.LiteralKeys;
import uno.jcache.internal.support.SimpleEntry;
import uno.jcache.internal.support.Unwrap;
import uno.jcache.internal.support.UserCode;
import uno.jcache.internal.value.codec.ClassAllowList;
import uno.jcache.internal.value.codec.KeyCodec;
import uno.jcache.internal.value.codec.ValueCodec;
import uno.jcache.internal.value.copy.Copies;
import uno.jcache.internal.value.copy.StoredBytes;
import uno.jcache.internal.value.copy.StoredForm;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.rule.StrategyType;
import uno.jcache.spi.OperationTime;

/**
 * A cache as the application sees it: checks arguments and whether it is open, brings values into
 * their stored form and back, times, and hands the rest to {@link Operations}. It is long because
 * {@link javax.cache.Cache} is wide; no rule of JCache is decided here.
 *
 * <p>The two operations that matter most have a short way through: {@link #get} asks the store for
 * a live value, and only a miss goes to the operations; {@link #put} stores at once where nothing
 * asks for the old value.
 */
final class CacheFacade<K, V> implements UnoCache<K, V>, RuleTarget, MonitoredCache {
  private static final Logger LOGGER = System.getLogger(CacheFacade.class.getName());

  private final Manager manager;
  private final String name;
  private final UnoConfiguration<K, V> configuration;
  private final Executor executor;

  private final Levels<K> levels;

  /** Whether operations wait for a server. */
  private final boolean isFar;

  private final StoreRef<K> store;

  private final Expiry expiry;
  private final Region<K, V> region;
  private final Copies<K> keys;
  private final StoredForm<K, V> values;
  private final boolean valuesAreStored;
  private final ArgumentChecks<K, V> checks;
  private final RegionRules rules;
  private final boolean loadsMisses;

  /** Whether no entry can be dead: all begin here, and nobody gave one a lifetime of its own. */
  private volatile boolean nothingDies;

  private final Statistics statistics = new Statistics();
  private final Listeners<K, V> listeners;
  private final Operations<K, V> operations;

  /** Ends an entry that a read found dead. */
  private final Consumer<K> dead;

  private final MBeans mbeans;
  private @Nullable Sweeper sweeper;
  private final Customizations customizations;
  private volatile boolean closed;

  /**
   * Makes an open cache.
   *
   * @param configuration complete, and this cache's own from now on
   * @throws RuntimeException of a factory in the configuration; nothing is left behind then
   */
  CacheFacade(
      Manager manager, String name, UnoConfiguration<K, V> configuration, Levels.Factories stores) {
    this.manager = manager;
    this.name = name;
    this.configuration = configuration;
    this.mbeans = new MBeans(manager.getURI(), name);
    this.checks =
        new ArgumentChecks<>(name, configuration.getKeyType(), configuration.getValueType());
    this.rules = manager.rules().rulesOf(this);
    CacheAssembly<K, V> made =
        new CacheAssembly<>(this, manager, configuration, stores, rules, checks, statistics);
    try {
      CacheParts<K, V> parts = made.parts();
      this.executor = made.executor();
      this.customizations = made.customizations();
      this.levels = made.levels();
      this.store = parts.store();
      this.isFar = store.kept().isShared();
      this.expiry = parts.expiry();
      this.keys = parts.keys();
      this.values = parts.values();
      this.valuesAreStored = values.isTheValueItself();
      this.listeners = parts.listeners();
      this.loadsMisses = parts.isReadThrough() && parts.loader() != null;
      this.nothingDies = made.beginsEternal();
      this.operations = new Operations<>(parts);
      this.dead = operations::expire;
      this.region =
          new Region<>(
              this, configuration, expiry, made.policy(), store.kept(), operations, executor);
      this.sweeper = nothingDies ? null : Sweeper.start(this, executor);
    } catch (RuntimeException | Error e) {
      made.abandon();
      throw e;
    }
  }

  // ---- reads

  @Override
  @SuppressWarnings(
      "NullAway") // the standard's interface is not annotated: null is its answer here
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

  /** Looks for a value, without a load. */
  private @Nullable V find(K key) {
    if (statistics.isEnabled()) {
      return findAndCount(key);
    }
    Object stored = store.current().get(key, dead);
    return (stored == null) ? null : out(stored);
  }

  private @Nullable V findAndCount(K key) {
    long[] tally = statistics.quickTally();
    if (tally != null) {
      Object stored = store.current().get(key, dead);
      if (stored == null) {
        statistics.countMiss();
        return null;
      }
      Statistics.countHit(tally);
      return out(stored);
    }
    long start = statistics.start(Kind.GET);
    V value = lookUp(key);
    statistics.record(Kind.GET, start, 1);
    return value;
  }

  /** Looks for a value, without a load, and counts a hit or a miss. */
  private @Nullable V lookUp(K key) {
    Object stored = store.current().get(key, dead);
    if (stored == null) {
      statistics.countMiss();
      return null;
    }
    statistics.countHit();
    return out(stored);
  }

  /** Returns what the application reads. */
  @SuppressWarnings("unchecked")
  private V out(Object stored) {
    if (valuesAreStored) {
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
    long millis = checks.millis(timeToLive);
    requireOpen();
    expectDeadlines();
    return get(key, loader, millis);
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
    long millis = checks.millis(timeToLive);
    expectDeadlines();
    return getAll(keys, loader, millis);
  }

  private Map<K, V> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends Map<? extends K, ? extends V>> loader,
      long timeToLive) {
    requireNonNull(loader, "loader");
    keys.forEach(checks::requireKey);
    return getAllOr(keys, missing -> operations.loadMissing(missing, loader, timeToLive));
  }

  /** Returns the values that there are, and what the load finds for the keys that have none. */
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
        statistics.countMiss();
      } else {
        statistics.countHit();
        found.put(key, out(value));
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
    Set<K> copy = new HashSet<>(keys);
    Runnable task = () -> load(copy, replaceExistingValues, listener);
    if (ExecutorTasks.isThreadOf(executor)) {
      loadHere(task); // the caller may wait for it, and keep the thread that would run it
      return;
    }
    try {
      executor.execute(() -> ExecutorTasks.run(executor, task));
    } catch (RejectedExecutionException e) {
      throw new CacheException(
          "Cache '" + name + "': its executor takes no loadAll; was it shut down?", e);
    }
  }

  private void loadHere(Runnable task) {
    try {
      ExecutorTasks.run(executor, task);
    } catch (RuntimeException | Error e) { // of the listener
      LOGGER.log(Level.WARNING, "Cache '" + name + "': a CompletionListener failed", e);
    }
  }

  private void load(Set<K> keys, boolean replace, @Nullable CompletionListener listener) {
    try {
      requireOpen();
      operations.loadAll(keys, replace);
      requireOpen(); // or what was loaded is nowhere
    } catch (RuntimeException | Error e) {
      if (listener == null) {
        LOGGER.log(Level.WARNING, "Cache '" + name + "': loadAll failed, and nobody listens", e);
      } else {
        Exception failure = (e instanceof Exception x) ? x : new CacheException(e);
        UserCode.run(() -> listener.onException(failure));
      }
      return;
    }
    if (listener != null) {
      UserCode.run(listener::onCompletion);
    }
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
    Object stored = valuesAreStored ? value : values.of(key, value);
    if (!operations.putPlain(key, stored)) {
      operations.put(key, value, stored, Lifetime.BY_POLICY);
    }
  }

  @Override
  public void put(K key, V value, Duration timeToLive) {
    requireOpen();
    checks.requireEntry(key, value);
    Lifetime lifetime = new Lifetime(checks.millis(timeToLive));
    expectDeadlines();
    long start = statistics.start(Kind.PUT);
    operations.put(key, value, values.of(key, value), lifetime);
    statistics.record(Kind.PUT, start, 1);
  }

  /** From now on there may be entries that die, in a cache whose policy knows none, too. */
  @Override
  public void expectDeadlines() {
    if (nothingDies) {
      nothingDies = false;
      synchronized (mbeans) {
        if (sweeper == null && !closed) {
          sweeper = Sweeper.start(this, executor);
        }
      }
    }
  }

  @Override
  @SuppressWarnings(
      "NullAway") // the standard's interface is not annotated: null is its answer here
  public @Nullable V getAndPut(K key, V value) {
    requireOpen();
    checks.requireEntry(key, value);
    long start = statistics.start(Kind.GET);
    V old = operations.getAndPut(key, value, values.of(key, value));
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
    Lifetime lifetime = new Lifetime(checks.millis(timeToLive));
    expectDeadlines();
    putAll(map, lifetime);
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
    long start = statistics.start(Kind.PUT);
    boolean done = operations.putIfAbsent(key, value, values.of(key, value));
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
    long start = statistics.start(Kind.GET);
    boolean done = operations.replace(key, value, values.of(key, value));
    statistics.record(Kind.GET, start, 1);
    statistics.record(Kind.PUT, start, done ? 1 : 0);
    return done;
  }

  @Override
  @SuppressWarnings(
      "NullAway") // the standard's interface is not annotated: null is its answer here
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
  @SuppressWarnings(
      "NullAway") // the standard's interface is not annotated: null is its answer here
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
    operations.clear();
  }

  @Override
  public long invalidate(String pattern) {
    requireOpen();
    Glob keys = Glob.of(requireNonNull(pattern, "pattern"));
    List<K> named = keysNamed(keys);
    if (areAllNamed(keys)) {
      return named.stream().filter(operations::invalidate).count();
    }
    return operations.invalidate(List.of(pattern), key -> keys.matches(Keys.text(key)), named);
  }

  /** Returns whether {@link #keysNamed} tells all keys that a pattern matches. */
  private boolean areAllNamed(Glob keys) {
    return keys.isLiteral() && LiteralKeys.areAllKnown(configuration.getKeyType());
  }

  /** Returns the keys of simple types that a pattern without a wildcard matches. */
  @SuppressWarnings("unchecked") // they are of the type of keys
  private List<K> keysNamed(Glob keys) {
    return keys.isLiteral()
        ? (List<K>) LiteralKeys.of(keys.prefix(), configuration.getKeyType())
        : List.of();
  }

  @Override
  public Stream<K> keys() {
    requireOpen();
    EntryCursor<K, Object> cursor = store.current().scanKeys("");
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
    return operations.metadata(requireNonNull(key, "key"));
  }

  @Override
  public long size() {
    requireOpen();
    return store.current().size();
  }

  // ---- rules

  @Override
  public StrategyType strategy() {
    return region.strategy();
  }

  @Override
  public RegionRules rules() {
    return rules;
  }

  @Override
  public long invalidate(
      Collection<Glob> patterns,
      Predicate<String> matches,
      @Nullable Object except,
      Consumer<Object> gone) {
    if (closed) {
      return 0;
    }
    List<K> named = new ArrayList<>(); // keys that need not be looked for
    for (Glob pattern : patterns) {
      keysNamed(pattern).stream().filter(key -> !key.equals(except)).forEach(named::add);
    }
    if (patterns.stream().allMatch(this::areAllNamed)) {
      return operations.invalidateByRule(named, gone);
    }
    boolean exact = except == null || !matches.test(Keys.text(except));
    boolean areLiteral = patterns.stream().allMatch(Glob::isLiteral);
    return operations.invalidateByRule(
        exact ? patterns.stream().map(Glob::toString).toList() : List.of(),
        key -> matches.test(Keys.text(key)) && !key.equals(except),
        areLiteral ? named : List.of(),
        gone);
  }

  @Override
  public void limitLives(ToLongBiFunction<String, Long> limit) {
    unlessClosed(
        () -> operations.limitLives(key -> limit.applyAsLong(Keys.text(key), expiry.now())));
  }

  // ---- processors

  @Override
  @SuppressWarnings(
      "NullAway") // the standard's interface is not annotated: null is its answer here
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
  public UnoAsyncCache<K, V> async() {
    return async(executor);
  }

  @Override
  public UnoAsyncCache<K, V> async(Executor executor) {
    return new AsyncFacade<>(this, requireNonNull(executor, "executor"));
  }

  @Override
  public Iterator<Entry<K, V>> iterator() {
    requireOpen();
    return new LiveIterator<>(this, store.current().scan(), at -> at.entry().expiresAt(), this::iterated);
  }

  /** Returns whether an entry that a cursor found is to be shown. */
  boolean isLive(EntryCursor<K, Object> cursor, ToLongFunction<EntryCursor<K, Object>> deadline) {
    requireOpen();
    return (isFetched() && isLiveAsFound(cursor, deadline)) || operations.containsKey(cursor.key());
  }

  /**
   * Returns whether a cursor has fetched several entries at once, and a moment ago: to ask for each
   * of them again would undo what is gained by that.
   */
  private boolean isFetched() {
    return store.current().batch() > 1;
  }

  private boolean isLiveAsFound(
      EntryCursor<K, Object> cursor, ToLongFunction<EntryCursor<K, Object>> deadline) {
    try {
      return expiry.isLive(deadline.applyAsLong(cursor));
    } catch (UndecodableException e) {
      return false; // who asks for the key drops it
    }
  }

  /** Returns the entry that an iterator moves to, and counts this as a read. */
  private Entry<K, V> iterated(EntryCursor<K, Object> cursor) {
    requireOpen();
    K key = cursor.key();
    Object found = (isFetched() && !expiry.isMovedByAccess()) ? null : store.current().get(key);
    Object stored = (found == null) ? cursor.entry().value() : found; // it went this very moment
    statistics.countHit();
    return new SimpleEntry<>(keys.copy(key), out(stored));
  }

  @Override
  public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
    requireOpen();
    synchronized (configuration) {
      configuration.addCacheEntryListenerConfiguration(listener); // throws if it is there already
    }
    try {
      listeners.add(listener);
    } catch (RuntimeException e) {
      synchronized (configuration) {
        configuration.removeCacheEntryListenerConfiguration(listener);
      }
      throw e;
    }
  }

  @Override
  public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
    requireOpen();
    synchronized (configuration) {
      configuration.removeCacheEntryListenerConfiguration(
          requireNonNull(listener, "listener configuration"));
    }
    listeners.remove(listener);
  }

  @Override
  public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
    if (type.isInstance(configuration)) {
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
    synchronized (configuration) {
      return UnoConfiguration.from(configuration);
    }
  }

  // ---- management

  @Override
  public String provider() {
    return region.provider();
  }

  @Override
  public Statistics statistics() {
    return statistics;
  }

  @Override
  public List<LevelSummary> levels() {
    return levels.shown();
  }

  /** Returns the names of all providers that keep entries of the cache. */
  List<String> providers() {
    return levels.providers();
  }

  /** Uses levels in front of the provider from now on, or not, as is wanted of their providers. */
  void setNearOn(Predicate<String> wanted) {
    levels.setNearOn(wanted);
  }

  private static Map<String, Object> storeDetails(UnoCache<?, ?> cache) {
    return ((CacheFacade<?, ?>) cache).store.kept().details();
  }

  /** Returns what can be changed of this cache while it is in use. */
  Region<K, V> region() {
    return region;
  }

  /** Looks for entries in this store from now on. */
  void use(Store<K, Object> other) {
    store.use(other);
  }

  /** Runs a task over all entries, for somebody whom its failure must not fail. */
  void unlessClosed(Runnable task) {
    try {
      if (!closed) {
        task.run();
      }
    } catch (RuntimeException e) { // of a listener, as a rule: all entries were looked at
      LOGGER.log(Level.WARNING, this + ": lives were shortened, but not without a failure", e);
    }
  }

  void setStatisticsEnabled(boolean enabled) {
    requireOpen();
    statistics.setShown(enabled);
    synchronized (configuration) {
      configuration.setStatisticsEnabled(enabled);
    }
    show(MBeans.BeanType.STATISTICS, enabled, new StatisticsBean(statistics));
  }

  void setManagementEnabled(boolean enabled) {
    requireOpen();
    synchronized (configuration) {
      configuration.setManagementEnabled(enabled);
    }
    show(
        MBeans.BeanType.CONFIGURATION,
        enabled,
        new ConfigurationBean(configuration, statistics::isShown));
    show(
        MBeans.BeanType.REGION,
        enabled,
        new RegionBean(this, statistics, CacheFacade::storeDetails));
  }

  private void show(MBeans.BeanType type, boolean enabled, Object bean) {
    synchronized (mbeans) {
      if (!enabled) {
        mbeans.unregister(type);
      } else if (!closed) { // or nobody would unregister it
        mbeans.register(type, bean);
      }
    }
  }

  /** Returns how often the store has failed, as {@link Store#failures} says. */
  long storeFailures() {
    return store.kept().failures();
  }

  /** Removes what has expired, and returns how many entries that were. */
  long sweep() {
    var expired = new LongAdder();
    var failures = new Failures();
    store.current().sweep(
        key -> {
          failures.run(() -> operations.expire(key)); // of a listener: the entry is gone
          expired.increment();
        });
    try {
      failures.throwIfAny();
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, "Cache '" + name + "': could not tell all of what expired", e);
    }
    return expired.sum();
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public @Nullable UnoCacheManager getCacheManager() {
    return closed ? null : manager;
  }

  @Override
  public void close() {
    close(Store::close);
  }

  /** Closes the cache, and gives up what it kept. */
  void destroy() {
    if (!closed) {
      Failures failures = new Failures();
      failures.run(operations::clear); // of what is being loaded, too
      failures.run(() -> close(Store::destroy)); // also where its store fails
      failures.throwIfAny();
    }
  }

  private void close(Consumer<Store<K, Object>> end) {
    synchronized (mbeans) {
      if (closed) {
        return;
      }
      closed = true;
    }
    Failures failures = new Failures(); // whatever fails, the rest is closed
    failures.run(() -> manager.forget(this));
    if (sweeper != null) {
      failures.run(sweeper::stop);
    }
    failures.run(mbeans::unregisterAll);
    failures.run(listeners::close);
    failures.run(customizations::close);
    failures.run(() -> end.accept(store.kept()));
    failures.run(manager.configuration()::changed); // at last, as a listener may create it anew
    failures.throwIfAny();
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return Unwrap.unwrap(this, type, "Cache '" + name + "' (to be unwrapped as UnoCache)");
  }

  @Override
  public String toString() {
    return "Cache '" + name + "'" + (closed ? " (closed)" : "");
  }

  // ---- checks

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "Cache '" + name + "' is closed; ask its manager for a new one");
    }
  }
}
