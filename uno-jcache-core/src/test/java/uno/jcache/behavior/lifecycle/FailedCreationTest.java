/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;

/** What was made is closed, once. */
class FailedCreationTest {
  @RegisterExtension final Caches caches = new Caches();

  private static final class CloseableEvents extends Events<String, String>
      implements AutoCloseable {
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void whenTheFactoryOfAListenerFailsTheListenersMadeBeforeAreClosed() {
    var listener = new CloseableEvents();
    var calls = new AtomicInteger();
    UnoConfiguration<String, String> configuration = Caches.byReference();
    for (boolean synchronous : new boolean[] {true, false}) {
      configuration.addCacheEntryListenerConfiguration(
          new MutableCacheEntryListenerConfiguration<>(
              () -> {
                if (calls.incrementAndGet() == 2) { // whichever of the two it is
                  throw new IllegalStateException("factory");
                }
                return listener;
              },
              null,
              false,
              synchronous));
    }
    assertThatThrownBy(() -> caches.create(configuration)).hasMessageContaining("factory");
    assertThat(calls).hasValue(2);
    assertThat(listener.closed).hasValue(1);
  }

  @Test
  void anObjectOfTwoRolesIsClosedOnce() {
    var closed = new AtomicInteger();
    class FarThenNearCursor extends Source<String, String> implements AutoCloseable {
      @Override
      public void close() {
        closed.incrementAndGet();
      }
    }
    var both = new FarThenNearCursor();
    var cache = caches.create(both.readThrough(both.writeThrough(Caches.byReference())));
    cache.close();
    assertThat(closed).hasValue(1);
  }
}
