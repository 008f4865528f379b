/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;

/** Processors that work on their own key by other ways than their entry, or are disturbed. */
class SelfishProcessorsTest {
  @RegisterExtension final Caches caches = new Caches();

  @Test
  void aProcessorThatPutsItsOwnKeyEnds() throws Exception {
    UnoCache<String, Object> cache = caches.create(Caches.byReference());
    var runs = new AtomicInteger();
    CompletableFuture<Boolean> done =
        Threads.start(
            () -> {
              try {
                cache.invoke(
                    "k",
                    (entry, arguments) -> {
                      if (runs.incrementAndGet() > 100_000) {
                        throw new AssertionError("runs for ever");
                      }
                      cache.put("k", new Object());
                      entry.setValue("mine");
                      return null;
                    });
              } catch (CacheException e) {
                return runs.get() < 100;
              }
              return true;
            });
    assertThat(done.get(8, SECONDS)).isTrue();
  }

  @Test
  void theWriterIsCalledOnceEvenIfTheEntryIsEvictedMeanwhile() {
    var cacheOf = new ArrayList<UnoCache<String, String>>();
    var source =
        new Source<String, String>() {
          @Override
          public void write(Cache.Entry<? extends String, ? extends String> entry) {
            super.write(entry);
            if (calls.size() < 5 && !cacheOf.isEmpty()) {
              cacheOf.get(0).clear(); // stands for an eviction at this moment
            }
          }
        };
    UnoCache<String, String> cache = caches.create(source.writeThrough(Caches.byReference()));
    cache.put("k", "v");
    source.calls.clear();
    cacheOf.add(cache);
    cache.invoke(
        "k",
        (entry, arguments) -> {
          entry.setValue("w");
          return null;
        });
    assertThat(source.calls).containsExactly("write k=w");
  }

  @Test
  void afterSetAndRemoveOfAMissingEntryTheProcessorSeesNoValue() {
    var source = new Source<String, String>();
    source.rows.put("k", "row");
    UnoCache<String, String> cache = caches.create(source.readThrough(Caches.byReference()));
    String seen =
        cache.invoke(
            "k",
            (entry, arguments) -> {
              entry.setValue("v");
              entry.remove();
              return entry.getValue();
            });
    assertThat(seen).isNull();
  }
}
