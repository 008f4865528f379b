/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.event.CacheEntryEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;

/** Errors of listeners, keys that cannot be printed or compared. */
@Timeout(60)
class ErrorsAndAwkwardKeysTest {
  @RegisterExtension final Caches caches = new Caches();

  private static final class Moody {
    static final AtomicBoolean THROWS = new AtomicBoolean();
    final int number;

    Moody(int number) {
      this.number = number;
    }

    @Override
    public boolean equals(@Nullable Object object) {
      if (THROWS.get()) {
        throw new IllegalStateException("equals");
      }
      return object instanceof Moody other && number == other.number;
    }

    @Override
    public int hashCode() {
      return 7;
    }
  }

  @Test
  @Tag("in-heap") // keys without bytes
  void aKeyThatCannotBeComparedInAGetAllLeavesNoLoadThatOthersWaitForForEver() throws Exception {
    var source =
        new Source<Moody, String>() {
          @Override
          public String load(Moody key) {
            return "row" + key.number;
          }
        };
    UnoCache<Moody, String> cache = caches.create(source.readThrough(Caches.byReference()));
    Set<Moody> keys = Set.of(new Moody(1), new Moody(2));
    Moody.THROWS.set(true);
    try {
      assertThatThrownBy(() -> cache.getAll(keys)).hasMessageContaining("equals");
    } finally {
      Moody.THROWS.set(false);
    }
    var later = Threads.start(() -> cache.get(new Moody(1)) + cache.get(new Moody(2)));
    assertThat(later.get(5, SECONDS)).isEqualTo("row1row2");
  }

  @Test
  void anErrorOfAListenerDoesNotKeepTheOthersFromHearing() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    var second = new Events<String, String>();
    cache.registerCacheEntryListener(
        Events.sync(
            new Events<String, String>() {
              @Override
              public void on(CacheEntryEvent<? extends String, ? extends String> event) {
                throw new AssertionError("listener");
              }
            }));
    cache.registerCacheEntryListener(Events.sync(second));
    assertThatThrownBy(() -> cache.put("k", "v")).isInstanceOf(Throwable.class);
    assertThat(second.seen()).hasSize(1);
  }

  /** Cannot be shown. */
  private record Unspeakable(int number) {
    @Override
    public String toString() {
      throw new IllegalStateException("toString");
    }
  }

  @Test
  void aKeyThatCannotBePrintedDoesNotStopAnAsynchronousListenerForEver() {
    UnoCache<Unspeakable, String> cache = caches.create(Caches.byReference());
    var seen = new AtomicInteger();
    cache.registerCacheEntryListener(
        Events.async(
            new Events<Unspeakable, String>() {
              @Override
              public void on(CacheEntryEvent<? extends Unspeakable, ? extends String> event) {
                seen.incrementAndGet();
                throw new IllegalStateException("listener");
              }
            }));
    for (int i = 0; i < 20; i++) {
      cache.put(new Unspeakable(1), "v" + i);
    }
    await().atMost(5, SECONDS).until(() -> seen.get() == 20);
  }
}
