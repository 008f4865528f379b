/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.config.ManagerConfiguration;
import uno.jcache.internal.config.StoreProviders;
import uno.jcache.internal.store.ProviderType;
import uno.jcache.internal.store.StoreSource;
import uno.jcache.internal.support.Nearest;
import uno.jcache.region.CacheProvider;
import uno.jcache.region.CacheProviders;
import uno.jcache.region.ProviderHealth;
import uno.jcache.spi.Shared;

/** The providers of one manager. Each is opened when it is first used. */
final class Providers implements CacheProviders {
  private static final String DEFAULT = "memory";
  private static final Logger LOGGER = System.getLogger(Providers.class.getName());

  private final Map<String, ProviderType> types = new TreeMap<>();
  private final Map<String, Provider> byName = new TreeMap<>();
  private final Function<String, List<String>> regionsOf;
  private final Runnable onActivity;
  private final Runnable onListChange;
  private boolean closed;

  /** A provider; its monitor guards the opening. */
  private static final class Provider {
    final String name;
    final ProviderType type;
    final Map<String, Object> settings;
    final Instant createdAt;
    volatile boolean active = true;

    /** Whether {@link #list} returns it: it was configured, registered or used. */
    volatile boolean visible;

    private @Nullable StoreSource factory;
    private boolean closed;

    Provider(String name, ProviderType type, Map<String, ?> settings, Instant createdAt) {
      this.name = name;
      this.type = type;
      this.settings = Map.copyOf(settings);
      this.createdAt = createdAt;
      Set<String> unknown = new TreeSet<>(settings.keySet());
      unknown.removeAll(type.settingNames());
      if (!unknown.isEmpty()) {
        String first = unknown.iterator().next();
        throw new IllegalArgumentException(
            "Provider '"
                + name
                + "': the type "
                + type.type()
                + " has no setting '"
                + first
                + "'; "
                + Nearest.hint(first, type.settingNames()));
      }
    }

    synchronized StoreSource factory() {
      if (closed) {
        throw new CacheException("Provider '" + name + "' was removed or replaced meanwhile");
      } else if (factory == null) {
        factory = type.open(name, settings);
        visible = true;
      }
      return factory;
    }

    synchronized void close() {
      closed = true;
      if (factory != null) {
        factory.close();
      }
    }

    CacheProvider summary() {
      Map<String, Object> masked = Secrets.mask(settings, type.secretSettings());
      return new CacheProvider(name, type.type(), masked, active, createdAt);
    }
  }

  /**
   * Creates it without providers.
   *
   * @param regionsOf returns the names of the regions that use a provider
   * @param onActivity called after a provider was activated or deactivated
   * @param onListChange called after one was registered or removed
   */
  Providers(Function<String, List<String>> regionsOf, Runnable onActivity, Runnable onListChange) {
    this.regionsOf = regionsOf;
    this.onActivity = onActivity;
    this.onListChange = onListChange;
  }

  /** Adds the configured providers. */
  synchronized void addAll(ManagerConfiguration configuration) {
    types.putAll(configuration.types());
    Instant now = Instant.now();
    configuration
        .providers()
        .forEach(
            (name, p) -> {
              Provider provider = new Provider(name, p.type(), p.settings(), now);
              provider.visible = p.isConfigured() || name.equals(DEFAULT);
              provider.active = p.isActive();
              byName.put(name, provider);
            });
  }

  /**
   * Returns the source of a provider's stores.
   *
   * @throws IllegalArgumentException if there is no such provider
   */
  StoreSource factory(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException(missing(name)))
        .factory(); // without a lock: this may connect to a server
  }

  /** Returns whether a provider keeps entries as bytes. */
  boolean keepsBytes(String name) {
    return find(name).map(provider -> provider.type.keepsBytes()).orElse(false);
  }

  /** Returns whether processes share the entries of a provider. */
  boolean isShared(String name) {
    return find(name).map(provider -> provider.type.has(Shared.class)).orElse(false);
  }

  /**
   * Checks that a provider can keep a near cache.
   *
   * @throws IllegalArgumentException if processes share its entries
   */
  void requireNear(String cacheName, String name) {
    if (isShared(name)) {
      throw new IllegalArgumentException(
          "Cache '" + cacheName + "': near: " + StoreProviders.sharedNear(name));
    }
  }

  /**
   * Checks that a provider was not removed or replaced since {@link #factory} was called. Called
   * after the region is registered: so either this sees the removal, or the removal sees the
   * region.
   */
  void requireOpen(String name, StoreSource stores) {
    Optional<Provider> now = find(name);
    if (now.isEmpty() || !now.get().factory().equals(stores)) {
      throw new CacheException("Provider '" + name + "' was removed or replaced meanwhile");
    }
  }

  private synchronized Optional<Provider> find(String name) {
    return Optional.ofNullable(byName.get(requireNonNull(name, "name")));
  }

  private synchronized String missing(String name) {
    return "There is no provider '" + name + "'; " + Nearest.hint(name, byName.keySet());
  }

  private Provider existing(String name) {
    return find(name).orElseThrow(() -> new NoSuchElementException(missing(name)));
  }

  /** Returns whether a provider is active. */
  boolean isActive(String name) {
    return find(name).map(provider -> provider.active).orElse(false);
  }

  @Override
  public CacheProvider register(String name, String type, Map<String, ?> settings) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A provider must have a name");
    }
    requireOpen();
    requireNew(name);
    ProviderType found = type(type);
    Provider provider =
        new Provider(name, found, unmasked(name, found, settings, Map.of()), Instant.now());
    open(provider);
    try {
      synchronized (this) {
        requireOpen(); // otherwise this one would never be closed
        requireNew(name);
        byName.put(name, provider);
      }
    } catch (RuntimeException e) {
      closeQuietly(provider);
      throw e;
    }
    onListChange.run();
    return provider.summary();
  }

  private static Map<String, Object> unmasked(
      String name, ProviderType type, Map<String, ?> given, Map<String, ?> before) {
    return Secrets.unmask(name, given, before, type.secretSettings());
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "The manager of these providers is closed; ask its caching provider for a new one");
    }
  }

  private synchronized void requireNew(String name) {
    if (byName.containsKey(name)) {
      throw new CacheException(
          "Provider '" + name + "' already exists; update it, or remove it first");
    }
  }

  private synchronized ProviderType type(String type) {
    ProviderType found = types.get(requireNonNull(type, "type"));
    if (found == null) {
      throw new IllegalArgumentException(
          "There is no provider type '" + type + "'; " + Nearest.hint(type, types.keySet()));
    }
    return found;
  }

  @SuppressWarnings("CheckReturnValue") // opened only to check that it can be
  private static void open(Provider provider) {
    provider.factory();
  }

  @Override
  public CacheProvider update(String name, Map<String, ?> settings) {
    Provider old = existing(name);
    requireUnused(name, "its settings cannot be changed");
    Provider updated =
        new Provider(
            name, old.type, unmasked(name, old.type, settings, old.settings), old.createdAt);
    open(updated);
    try {
      replaceUnused(old, updated, "its settings cannot be changed");
    } catch (RuntimeException e) {
      closeQuietly(updated);
      throw e;
    }
    closeQuietly(old);
    return updated.summary();
  }

  @Override
  public void remove(String name) {
    Provider provider = existing(name);
    replaceUnused(provider, null, "it cannot be removed");
    closeQuietly(provider);
    onListChange.run();
  }

  /**
   * Replaces a provider, or removes it if {@code next} is null. Fails if another thread has
   * replaced it, or if regions use it, which is checked in the same step. A region that is created
   * later fails in {@link #requireOpen(String, StoreSource)}.
   */
  private synchronized void replaceUnused(Provider seen, @Nullable Provider next, String what) {
    requireOpen();
    String name = seen.name;
    if (byName.get(name) != seen) {
      throw new CacheException("Provider '" + name + "' was changed meanwhile; try again");
    }
    requireUnused(name, what);
    if (next == null) {
      byName.remove(name);
    } else {
      next.active = seen.active;
      byName.put(name, next);
    }
  }

  private void requireUnused(String name, String what) {
    List<String> regions = regionsOf.apply(name);
    if (!regions.isEmpty()) {
      throw new CacheException(
          "Provider '"
              + name
              + "' is used by "
              + regions
              + "; "
              + what
              + " before these regions are removed");
    }
  }

  @Override
  public CacheProvider activate(String name) {
    return setActive(name, true);
  }

  @Override
  public CacheProvider deactivate(String name) {
    return setActive(name, false);
  }

  private CacheProvider setActive(String name, boolean active) {
    Provider provider;
    synchronized (this) { // otherwise a concurrent replacement could lose the change
      provider = existing(name);
      provider.active = active;
      provider.visible = true;
    }
    onActivity.run();
    return provider.summary();
  }

  @Override
  public synchronized List<CacheProvider> list() {
    return byName.values().stream()
        .filter(provider -> provider.visible)
        .map(Provider::summary)
        .toList();
  }

  /** Returns the names of all providers, including those that were never used. */
  synchronized List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** Returns the types of all providers, by their names. */
  synchronized Map<String, ProviderType> typesByName() {
    Map<String, ProviderType> result = new TreeMap<>();
    byName.forEach((name, provider) -> result.put(name, provider.type));
    return result;
  }

  @Override
  public Optional<CacheProvider> byName(String name) {
    return find(name).map(Provider::summary);
  }

  @Override
  public ProviderHealth health(String name) {
    Provider provider = existing(name);
    Instant now = Instant.now();
    long start = System.nanoTime();
    try {
      Map<String, Object> details = provider.factory().check();
      return new ProviderHealth(name, true, since(start), null, details, now);
    } catch (RuntimeException e) {
      return new ProviderHealth(name, false, since(start), e.toString(), Map.of(), now);
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void closeQuietly(Provider provider) {
    try {
      provider.close();
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.WARNING, "Could not close provider '" + provider.name + "'", e);
    }
  }

  /** Closes all providers. Called after their regions are closed. */
  void close() {
    List<Provider> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(byName.values());
    }
    all.forEach(Providers::closeQuietly);
  }
}
