/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.integration.CompletionListener;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.ExecutorTasks;
import uno.jcache.internal.support.UserCode;

/** Runs {@link Cache#loadAll} on the executor of the cache. */
final class BackgroundLoads<K, V> {
  private static final Logger LOGGER = System.getLogger(BackgroundLoads.class.getName());

  private final ManagedCache<K, V> cache;
  private final Executor executor;

  BackgroundLoads(ManagedCache<K, V> cache) {
    this.cache = cache;
    this.executor = cache.executor();
  }

  /** Starts loading; notifies the listener at the end. */
  void start(Set<K> keys, boolean replace, @Nullable CompletionListener listener) {
    Runnable task = () -> load(keys, replace, listener);
    if (ExecutorTasks.isThreadOf(executor)) {
      loadHere(task); // the caller may wait for it, in the only thread that could run it
      return;
    }
    try {
      executor.execute(() -> ExecutorTasks.run(executor, task));
    } catch (RejectedExecutionException e) {
      throw new CacheException(cache + ": its executor rejected loadAll; was it shut down?", e);
    }
  }

  private void loadHere(Runnable task) {
    try {
      ExecutorTasks.run(executor, task);
    } catch (RuntimeException | Error e) { // of the listener
      LOGGER.log(Level.WARNING, cache + ": a CompletionListener failed", e);
    }
  }

  private void load(Set<K> keys, boolean replace, @Nullable CompletionListener listener) {
    try {
      cache.requireOpen();
      cache.operations().loadAll(keys, replace);
      cache.requireOpen(); // if it was closed meanwhile, the loaded values are lost
    } catch (RuntimeException | Error e) {
      if (listener == null) {
        LOGGER.log(Level.WARNING, cache + ": loadAll failed, and has no CompletionListener", e);
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
}
