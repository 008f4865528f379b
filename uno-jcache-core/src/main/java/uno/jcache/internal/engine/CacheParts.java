/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import java.time.Duration;
import java.util.function.Consumer;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.engine.event.Listeners;
import uno.jcache.internal.engine.integration.WriteThrough;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.store.StoreRef;
import uno.jcache.internal.value.copy.Copies;
import uno.jcache.internal.value.copy.StoredForm;

/**
 * The parts of a cache that its operations use.
 *
 * @param loader serves {@code loadAll}, and reads if the cache reads through
 * @param isReadThrough whether reads load what is missing
 * @param loadLease how long a load waits for another process that loads the same key; zero to not
 *     wait
 * @param rules the invalidation rules that apply to the keys of this cache
 * @param check called with each value from a loader or processor; throws if the cache does not
 *     accept it
 */
public record CacheParts<K, V>(
    String cacheName,
    StoreRef<K> store,
    Expiry expiry,
    Copies<K> keys,
    StoredForm<K, V> values,
    Statistics statistics,
    Listeners<K, V> listeners,
    WriteThrough<K, V> writeThrough,
    @Nullable CacheLoader<K, V> loader,
    boolean isReadThrough,
    Duration loadLease,
    KeyRules rules,
    Consumer<? super V> check) {}
