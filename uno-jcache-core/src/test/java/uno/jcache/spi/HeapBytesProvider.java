/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stores of type {@code heap-bytes}, for tests of what holds for all stores that keep bytes. What
 * they keep survives them where their provider is told to {@code share} it under a name. Where it
 * has {@code others}, they may change it, too.
 */
public final class HeapBytesProvider implements StoreProvider {
  private static final Map<String, HeapByteStore.Content> SHARED = new ConcurrentHashMap<>();
  private static final Map<String, HeapByteStore> STORES = new ConcurrentHashMap<>();

  private static final Map<String, Map<String, ?>> OPENED = new ConcurrentHashMap<>();

  /** For {@link java.util.ServiceLoader}. */
  public HeapBytesProvider() {}

  /** Returns the store that was made last for a cache of this name. */
  public static HeapByteStore storeOf(String cacheName) {
    return java.util.Objects.requireNonNull(STORES.get(cacheName));
  }

  @Override
  public String type() {
    return "heap-bytes";
  }

  @Override
  public Class<HeapByteStore> storeType() {
    return HeapByteStore.class;
  }

  @Override
  public Set<String> settings() {
    return Set.of("share", "others", "address", "secret");
  }

  @Override
  public Set<String> secretSettings() {
    return Set.of("secret");
  }

  @Override
  @SuppressWarnings("CheckReturnValue") // read to see whether it can be
  public void check(String name, Map<String, ?> settings) {
    new ProviderSettings(name, settings, Map.of()).text("share", "a name");
  }

  /** Returns the settings that the provider of this name was opened with last. */
  public static Map<String, ?> settingsOf(String provider) {
    return java.util.Objects.requireNonNull(OPENED.get(provider));
  }

  @Override
  public StoreFactory open(String name, Map<String, ?> settings) {
    OPENED.put(name, settings);
    Object share = settings.get("share");
    return new StoreFactory() {
      @Override
      public ByteStore create(StoreContext context) {
        HeapByteStore.Content content =
            (share == null)
                ? new HeapByteStore.Content()
                : SHARED.computeIfAbsent(
                    share + "/" + context.owner() + "/" + context.cacheName(),
                    n -> new HeapByteStore.Content());
        HeapByteStore store =
            settings.containsKey("others")
                ? new SharedHeapByteStore(context, content)
                : new HeapByteStore(context, content);
        STORES.put(context.cacheName(), store);
        return store;
      }
    };
  }
}
