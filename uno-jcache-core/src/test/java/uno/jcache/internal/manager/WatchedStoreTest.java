/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Decision;
import uno.jcache.spi.Store;

class WatchedStoreTest {
  private final AtomicInteger failures = new AtomicInteger();

  private WatchedStore<String, String> watched(Store<String, String> store) {
    return new WatchedStore<>(store, failures::incrementAndGet);
  }

  @SuppressWarnings("unchecked") // it is one of any type
  private static Store<String, String> broken() {
    return (Store<String, String>)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              throw new IllegalStateException("down");
            });
  }

  private void assertFails(Runnable call) {
    int before = failures.get();
    assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class).hasMessage("down");
    assertThat(failures).hasValue(before + 1);
  }

  @Test
  void tellsOfWhatFails() {
    var store = watched(broken());
    assertFails(() -> store.get("k"));
    assertFails(() -> store.peek("k"));
    assertFails(() -> store.compute("k", current -> new Decision.Keep<>("r")));
    assertFails(store::scan);
    assertFails(store::clear);
    assertFails(store::size);
    assertFails(() -> store.setMaximum(1));
  }

  @Test
  void theFailuresOfOthersAreNotTheStores() {
    var store = watched(new NoStore<>());
    assertThatThrownBy(
            () ->
                store.compute(
                    "k",
                    current -> {
                      throw new IllegalStateException("of a loader");
                    }))
        .hasMessage("of a loader");
    assertThat(failures).hasValue(0);
  }

  @Test
  void doesWhatTheStoreDoes() {
    var store = watched(new NoStore<>());
    assertThat(store.get("k")).isNull();
    assertThat(store.<String>compute("k", current -> new Decision.Keep<>("r"))).isEqualTo("r");
    assertThat(store.size()).isZero();
    assertThat(failures).hasValue(0);
  }
}
