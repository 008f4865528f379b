/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stores of type {@code heap-bytes}, for tests of what holds for all stores that keep bytes. What
 * they keep survives them where their provider is told to {@code share} it under a name. Where it
 * has {@code others}, they may change it, too.
 */
public final class HeapBytesProvider implements StoreProvider {
  private static final Map<String, HeapByteStore.Content> SHARED = new ConcurrentHashMap<>();
  private static final Map<String, HeapByteStore> STORES = new ConcurrentHashMap<>();

  private static final ProviderSetting<String> SHARE =
      text("share", "The name under which the entries survive the stores.");

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
  public List<ProviderSetting<?>> settings() {
    return List.of(
        SHARE,
        text("others", "Whether others may change the entries, too."),
        text("address", "An address, which nobody uses."),
        text("secret", "What is not shown.").asSecret());
  }

  private static ProviderSetting<String> text(String name, String description) {
    return ProviderSetting.text(name, "a name", description);
  }

  @Override
  public void check(String name, Map<String, ?> settings) {
    Optional<String> unused = new ProviderSettings(name, settings).find(SHARE);
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
