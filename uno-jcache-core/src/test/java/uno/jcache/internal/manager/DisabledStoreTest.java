/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import javax.cache.expiry.EternalExpiryPolicy;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Store;

/** While caching is disabled, what concerns the entries of other processes is passed on. */
class DisabledStoreTest {
  private static final Expiry EXPIRY = Expiry.of("disabled", new EternalExpiryPolicy(), null);

  private final List<String> calls = new ArrayList<>();

  private DisabledStore<String, Object> over(boolean isShared) {
    @SuppressWarnings("unchecked")
    Store<String, Object> kept =
        (Store<String, Object>)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("isShared")) {
                    return isShared;
                  }
                  calls.add(method.getName());
                  return (method.getReturnType() == long.class) ? 7L : null;
                });
    return new DisabledStore<>(kept, EXPIRY);
  }

  @Test
  void anInvalidationIsRepeatedLaterForOtherProcesses() {
    over(true).invalidateLater(List.of("user:*"));
    assertThat(calls).containsExactly("invalidateLater");
    calls.clear();
    over(false).invalidateLater(List.of("user:*"));
    assertThat(calls).isEmpty();
  }

  @Test
  void failuresAreThoseOfTheStore() {
    assertThat(over(true).failures()).isEqualTo(7);
  }
}
